import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Most bytes of the browser SDK, gzipped; the build fails above it. */
export const MOST_GZIPPED = 12_000;

/**
 * Emits the bundle a second time under a name with its hash, and `manifest.json` with the integrity of both for `<script integrity>`. Fails the
 * build when the file is too large or is not one file.
 */
export function measuredFile(options: { readonly most: number }): Plugin {
  return {
    name: 'measured-file',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((each) => each.type === 'chunk');
      const [chunk] = chunks;
      if (chunk === undefined || chunks.length !== 1) return this.error('the SDK is one file');
      const gzipped = gzipSync(chunk.code, { level: 9 }).length;
      if (gzipped > options.most)
        return this.error(`the SDK takes ${gzipped} bytes gzipped, more than ${options.most}`);
      const sha384 = createHash('sha384').update(chunk.code).digest('base64');
      const name = `zhinuo-${createHash('sha256').update(chunk.code).digest('hex').slice(0, 16)}.js`;
      const manifest = { file: name, integrity: `sha384-${sha384}`, bytes: Buffer.byteLength(chunk.code), gzipped };
      this.emitFile({ type: 'asset', fileName: name, source: chunk.code });
      this.emitFile({ type: 'asset', fileName: 'manifest.json', source: `${JSON.stringify(manifest)}\n` });
    },
  };
}
