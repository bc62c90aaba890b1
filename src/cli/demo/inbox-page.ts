import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalSmsGateway } from './local-sms-gateway.ts';
import type { LocalSmtpInbox } from './local-smtp-inbox.ts';

export interface InboxPage {
  readonly url: string;
  stop(): Promise<void>;
}

/** The phones and mailboxes of the demo on one page, bound to the loopback: what was sent arrives here and nowhere else. */
export async function startInboxPage(options: {
  gateway: LocalSmsGateway;
  inbox: LocalSmtpInbox;
  port: number;
}): Promise<InboxPage> {
  const server = createServer((request, response) => {
    serve(options, request, response).catch(() => response.writeHead(500).end());
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(options.port).catch(() => listen(0));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

type Sources = { gateway: LocalSmsGateway; inbox: LocalSmtpInbox };

async function serve(sources: Sources, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://inbox');
  if (request.method === 'POST' && url.pathname === '/reply') {
    // A page of another site must not answer for these phones.
    if (request.headers['sec-fetch-site'] !== undefined && request.headers['sec-fetch-site'] !== 'same-origin')
      return void response.writeHead(403).end();
    const mobile = url.searchParams.get('mobile') ?? '';
    const status = await sources.gateway.reply(mobile, 'R');
    return void response.writeHead(303, { location: `/?to=${mobile}&replied=${status}` }).end();
  }
  if (url.pathname === '/messages.json') {
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
    const mails = sources.inbox.mails.map(({ raw: _raw, ...mail }) => mail);
    return void response.end(JSON.stringify({ sms: sources.gateway.messages, mails }));
  }
  if (url.pathname !== '/') return void response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  });
  response.end(render(sources, url.searchParams));
}

const SHOWN = 60;

function render({ gateway, inbox }: Sources, query: URLSearchParams): string {
  const to = query.get('to') ?? '';
  const sms = gateway.messages.filter(({ mobile }) => mobile.includes(to));
  const mails = inbox.mails.filter((mail) => to === '' || mail.to.includes(to));
  const newest = <T>(items: readonly T[]) => items.slice(-SHOWN).reverse();
  const note = query.get('replied') === '200' ? '<p class="note" role="status">已回复 R，退订立即生效。</p>' : '';
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>演示收件箱</title><style>${STYLE}</style></head><body><main><h1>演示收件箱 <small>Demo inbox</small></h1>
<p class="muted">这里是演示用的手机和邮箱：短信网关与邮件服务器都是本机替身，不会发到真实号码。<br>Stand-ins on this machine; nothing reaches a real phone.</p>
<form method="get" action="/"><input name="to" value="${escapeText(to)}" placeholder="手机号或邮箱" aria-label="手机号或邮箱"><button>筛选</button></form>${note}
<h2>短信 ${sms.length}</h2>${newest(sms)
    .map(
      (message) => `<article><header><b>${escapeText(message.mobile)}</b><time>${clockText(message.at)}</time></header>
<p class="bubble">${linked(message.text)}</p><form method="post" action="/reply?mobile=${encodeURIComponent(message.mobile)}"><button class="plain">回复 R 退订</button></form></article>`,
    )
    .join('')}
<h2>邮件 ${mails.length}</h2>${newest(mails)
    .map(
      (mail) => `<article><header><b>${escapeText(mail.to)}</b><time>${clockText(mail.at)}</time></header>
<p><b>${escapeText(mail.subject)}</b><br><span class="muted">${escapeText(mail.fromName)} &lt;${escapeText(mail.from)}&gt;</span></p>
<p class="bubble">${linked(mail.text)}</p></article>`,
    )
    .join('')}</main></body></html>`;
}

function clockText(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}

function linked(text: string): string {
  return escapeText(text.trim())
    .replace(
      /https?:\/\/[\w.:/?=&;%-]+/g,
      (url) => `<a href="${url}" target="_blank" rel="noopener noreferrer">${url}</a>`,
    )
    .replace(/\n/g, '<br>');
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `body{margin:0;background:#eceff2;font:15px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;color:#1b2421}
main{max-width:26rem;margin:0 auto;padding:1rem}article{background:#fff;border-radius:.75rem;padding:.75rem 1rem;margin:.75rem 0}
header{display:flex;justify-content:space-between}time,.muted{color:#57606a;font-size:.875rem}.bubble{overflow-wrap:anywhere;margin:.25rem 0}
form{display:flex;gap:.5rem}input{flex:1;min-width:0;padding:.5rem;font:inherit;border:1px solid #8a929b;border-radius:.375rem}
button{padding:.5rem .75rem;font:inherit;border:0;border-radius:.375rem;background:#0b6e63;color:#fff}.plain{background:#fff;color:#0b6e63;border:1px solid #0b6e63}
.note{background:#dafbe1;padding:.5rem .75rem;border-radius:.375rem}h2{font-size:1.0625rem}`;
