import type { FastifyReply } from 'fastify';

/** Markup in which everything that was put in has been escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Markup from a template; values are escaped unless they are markup themselves. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  return new Html(parts.reduce((text, part, i) => text + written(values[i - 1] ?? '') + part));
}

function written(value: string | number | Html | readonly Html[]): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map((each) => each.text).join('');
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
body{margin:0;font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1f2329;background:#f5f6f7}
main{box-sizing:border-box;max-width:30rem;margin:8vh auto;padding:2rem;overflow-wrap:anywhere;background:#fff;border:1px solid #dee0e3;border-radius:6px}
h1{font-size:1.25rem;margin:0 0 1rem}label{display:block;margin:0 0 1rem}
input{display:block;box-sizing:border-box;width:100%;font:inherit;padding:.5rem;margin-top:.25rem;border:1px solid #8f959e;border-radius:4px}
button{font:inherit;width:100%;padding:.6rem;color:#fff;background:#0b6e63;border:0;border-radius:4px;cursor:pointer}
[role=alert]{padding:.5rem .75rem;border-left:4px solid #d83931;background:#fef1f1}`;

/** A page of one column without scripts, for what must work before the console does. Its style carries the answer's nonce. */
export function plainPage(
  reply: FastifyReply,
  status: number,
  title: string,
  body: Html,
  language: 'zh' | 'en' = 'zh',
): FastifyReply {
  // An address that can't be read is answered before any hook has run: without a nonce, hence without style.
  const nonce = (reply.cspNonce as { readonly style: string } | undefined)?.style;
  const style = nonce === undefined ? '' : html`<style nonce="${nonce}">${new Html(STYLE)}</style>`;
  const page = html`<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
    ${style}</head>
    <body><main><h1>${title}</h1>${body}</main></body></html>`;
  return reply.code(status).header('Cache-Control', 'no-store').type('text/html; charset=utf-8').send(page.text);
}
