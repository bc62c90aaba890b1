import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { MOST_GZIPPED, measuredFile } from './measured-file.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  plugins: [measuredFile({ most: MOST_GZIPPED })],
  build: {
    lib: { entry: here('src/browser/index.ts'), name: 'zhinuo', formats: ['iife'], fileName: () => 'zhinuo.js' },
    outDir: here('../dist/web/sdk'),
    emptyOutDir: true,
    // WeChat's webview on older phones.
    target: ['es2020', 'chrome86', 'safari14'],
  },
});
