import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { singleFile } from './single-file.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [singleFile()],
  resolve: {
    // The checks are the command's own; only what is underneath is the browser's form.
    alias: [
      { find: /^\.\/primitives\/node-primitives\.ts$/, replacement: here('../src/primitives/browser-primitives.ts') },
      { find: /^\.\/primitives\/node-sm2\.ts$/, replacement: here('../src/primitives/browser-sm2.ts') },
      { find: /^\.\/primitives\/node-asn1\.ts$/, replacement: here('../src/primitives/browser-asn1.ts') },
    ],
  },
  build: {
    outDir: here('../../dist/web/verifier'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    rollupOptions: { output: { codeSplitting: false } },
  },
});
