import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/me/',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/web/privacy-centre', import.meta.url)),
    emptyOutDir: true,
    // WeChat's webview on older phones.
    target: ['es2020', 'chrome86', 'safari14'],
  },
});
