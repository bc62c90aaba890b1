import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

// Styles in line are allowed because the issuer's own account, a still document, brings its own; nothing else is: no network, no other script.
const policy = (script: string) =>
  [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** Puts script and style into the page, so that it is one file that can be kept, mailed and opened from a disk, and closes it to any network. */
export function singleFile(): Plugin {
  return {
    name: 'single-file',
    enforce: 'post',
    generateBundle(_options, bundle) {
      let script = '';
      let style = '';
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === 'chunk') script += part.code;
        else if (name.endsWith('.css')) style += String(part.source);
        else continue;
        delete bundle[name];
      }
      // A `</script` inside a string would end the element.
      script = script.replaceAll('</script', '<\\/script');
      const page = bundle['index.html'];
      if (page?.type !== 'asset' || script === '' || style === '')
        throw new Error('not one page, one script and one style');
      page.source = String(page.source)
        .replace(/<script type="module"[^>]*><\/script>\s*/, '')
        .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`)
        .replace('content="default-src \'none\'"', () => `content="${policy(script)}"`)
        .replace('</body>', () => `<script type="module">${script}</script>\n</body>`);
    },
  };
}
