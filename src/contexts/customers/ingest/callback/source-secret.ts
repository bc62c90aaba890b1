import { Type } from 'typebox';
import { Check } from 'typebox/value';
import type { Tx } from '../../../../platform/database/index.ts';
import type { CustomersDeps } from '../../customers-deps.ts';

const LABEL = 'customers.source-secret';

const Secret = Type.Union([
  Type.Object({
    source: Type.String(),
    kind: Type.Union([Type.Literal('wecom'), Type.Literal('wechat')]),
    corpId: Type.String(),
    suiteId: Type.Optional(Type.String()),
    token: Type.String(),
    aesKey: Type.String(),
  }),
  Type.Object({ source: Type.String(), kind: Type.Literal('webhook'), secret: Type.String() }),
  Type.Object({
    source: Type.String(),
    kind: Type.Literal('tmall'),
    shop: Type.String(),
    appSecret: Type.String(),
  }),
]);

/** What a source's messages are checked with: the token and EncodingAESKey of WeCom or WeChat with whose they are (corporation or app id), or the secret of a signed webhook. */
export type SourceSecret =
  | {
      readonly kind: 'wecom' | 'wechat';
      readonly corpId: string;
      /** Of a provider's application, whose calls are for the suite or for the corporation that authorised it. */
      readonly suiteId?: string;
      readonly token: string;
      readonly aesKey: string;
    }
  | { readonly kind: 'webhook'; readonly secret: string }
  /** The secret of an application of the Taobao Open Platform, and the shop that it is for. */
  | { readonly kind: 'tmall'; readonly shop: string; readonly appSecret: string };

/** Keeps a secret under the service ring, bound to its source; it is never shown again. */
export async function keepSecret(
  deps: Pick<CustomersDeps, 'service'>,
  tx: Tx,
  source: string,
  secret: SourceSecret,
): Promise<void> {
  const sealed = deps.service.sealSmall(LABEL, Buffer.from(JSON.stringify({ source, ...secret })));
  await tx.execute('update customers.source set secret = $2 where code = $1', [source, sealed]);
}

/** The secret of a source that has not ended; undefined when there is none of this kind. */
export async function readSecret(
  deps: Pick<CustomersDeps, 'service'>,
  tx: Tx,
  source: string,
): Promise<SourceSecret | undefined> {
  const row = await tx.first<{ secret: Buffer | null }>(
    'select secret from customers.source where code = $1 and revoked_at is null',
    [source],
    'customers.source-secret',
  );
  if (row === undefined || row.secret === null) return undefined;
  const opened = deps.service.unsealSmall(LABEL, row.secret);
  const read: unknown = opened === undefined ? undefined : JSON.parse(opened.toString('utf8'));
  if (!Check(Secret, read) || read.source !== source) throw new Error('the secret of a source does not open');
  return read;
}
