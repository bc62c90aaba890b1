import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: '/f/assets/',
  build: {
    rollupOptions: {
      input: { form: here('form.ts') },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
    modulePreload: false,
    outDir: here('../../dist/web/form'),
    emptyOutDir: true,
    // WeChat's webview on older phones.
    target: ['es2020', 'chrome86', 'safari14'],
  },
});
