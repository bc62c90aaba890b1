import { Failure } from '../platform/failure.ts';

/** Asks a running server to unseal; an empty passphrase means that its root key stands in a file. Throws what the server answers. */
export async function unsealServer(
  server: { readonly host: string; readonly port: number; readonly bootstrapKey: string },
  passphrase: string,
): Promise<void> {
  const { host, port, bootstrapKey } = server;
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  const answer = await fetch(`http://${address}:${port}/api/v1/vault/unseal`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${bootstrapKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(passphrase === '' ? {} : { passphrase }),
    redirect: 'error',
  });
  const body = (await answer.json().catch(() => ({}))) as { code?: string; title?: string; title_en?: string };
  if (answer.ok) return;
  throw new Failure(body.code ?? 'unseal.refused', 'refused', {
    zh: body.title ?? '服务器拒绝解封。',
    en: body.title_en ?? 'The server refuses to unseal.',
  });
}
