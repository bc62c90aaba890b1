import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Beside the browser's file, so it is built after it.
export default defineConfig({
  root: here('..'),
  build: {
    lib: {
      entry: here('../src/miniprogram/zhinuo-miniprogram.ts'),
      formats: ['cjs'],
      fileName: () => 'zhinuo-miniprogram.js',
    },
    outDir: here('../../dist/web/sdk'),
    emptyOutDir: false,
    target: 'es2018',
  },
});
