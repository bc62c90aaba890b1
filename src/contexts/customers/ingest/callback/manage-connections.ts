import type { Tx } from '../../../../platform/database/index.ts';
import { type FieldError, fieldError } from '../../../../platform/failure.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { badFields, sourceNotFound } from '../../customers-failures.ts';
import { newWebhookSecret } from '../../domain/standard-webhook.ts';
import { findSource, type SourceKind, type SourceRow, saveSettings } from '../wire/store/source-store.ts';
import type { WebhookRule } from './domain/webhook-rules.ts';
import type { WechatAccount } from './domain/wechat-events.ts';
import { keepSecret } from './source-secret.ts';

interface PlatformKeys<Kind> {
  readonly kind: Kind;
  readonly corpId: string;
  readonly token: string;
  readonly aesKey: string;
}

/** How a source that is no tracker reaches us. */
export type Connection =
  | (PlatformKeys<'wecom'> & { readonly suiteId?: string })
  | (PlatformKeys<'wechat'> & { readonly account?: WechatAccount })
  | { readonly kind: 'tmall'; readonly shop: string; readonly appSecret: string }
  | { readonly kind: 'webhook'; readonly rules: readonly WebhookRule[] };

/** What whoever sets a source up needs: the path that the other system calls, and the secret of a webhook, shown once. */
export interface Connected {
  readonly path: string;
  readonly secret?: string;
}

/** Says what is wrong with a connection; empty when it can be used. */
export function connectionErrors(connection: Connection): FieldError[] {
  if (connection.kind === 'webhook') return ruleErrors(connection.rules);
  if (connection.kind === 'tmall') return tmallErrors(connection);
  const { kind } = connection;
  const errors: FieldError[] = [];
  // 43 of these characters are 256 bits and two spare ones.
  if (!/^[A-Za-z0-9]{43}$/.test(connection.aesKey) || Buffer.from(`${connection.aesKey}=`, 'base64').length !== 32)
    errors.push(fieldError(`${kind}.aesKey`, '应为43位字母和数字', 'must be 43 letters and digits'));
  if (!/^[A-Za-z0-9]{3,32}$/.test(connection.token))
    errors.push(fieldError(`${kind}.token`, '应为3至32位字母和数字', 'must be 3 to 32 letters and digits'));
  const ours = kind === 'wechat' ? /^wx[0-9a-f]{16}$/ : /^[A-Za-z0-9_-]{4,64}$/;
  if (!ours.test(connection.corpId))
    errors.push(
      kind === 'wechat'
        ? fieldError('wechat.appId', '不是 AppID', 'is no AppID')
        : fieldError('wecom.corpId', '不是企业ID', 'is no id of a corporation'),
    );
  if ('suiteId' in connection && connection.suiteId !== undefined && !SUITE.test(connection.suiteId))
    errors.push(fieldError('wecom.suiteId', '不是 SuiteID', 'is no id of a suite'));
  return errors;
}

function tmallErrors({ shop, appSecret }: Extract<Connection, { kind: 'tmall' }>): FieldError[] {
  const errors: FieldError[] = [];
  if (shop.trim() !== shop || shop.length < 2)
    errors.push(fieldError('tmall.shop', '应为店铺名（seller_name）', "must be the shop's name (seller_name)"));
  if (!/^[A-Za-z0-9+]{16,64}$/.test(appSecret))
    errors.push(fieldError('tmall.appSecret', '不是 AppSecret', 'is no AppSecret'));
  return errors;
}

const SUITE = /^(?:ww|tj|dk|wx)[A-Za-z0-9_-]{6,62}$/;

function ruleErrors(rules: readonly WebhookRule[]): FieldError[] {
  return rules.flatMap((rule, index): FieldError[] => {
    const path = `webhook.rules[${index}]`;
    const named = rule.name !== undefined && rule.name.trim() !== '';
    if (rule.as === 'event' && !named) return [fieldError(`${path}.name`, '事件需要名称', 'an event needs a name')];
    if (rule.as !== 'event' && rule.name !== undefined)
      return [fieldError(`${path}.name`, '只有事件有名称', 'only an event has a name')];
    if (rule.as !== 'no' && rule.channel !== undefined)
      return [fieldError(`${path}.channel`, '只有拒绝有渠道', 'only a no has a channel')];
    return [];
  });
}

/** Puts a connection in force: its secret is kept under the service ring and shown once at most. */
export async function connect(deps: CustomersDeps, tx: Tx, source: string, connection: Connection): Promise<Connected> {
  if (connection.kind !== 'webhook') {
    await keepSecret(deps, tx, source, connection);
    return { path: `/hooks/${connection.kind}/${source}` };
  }
  const secret = newWebhookSecret();
  await keepSecret(deps, tx, source, { kind: 'webhook', secret });
  return { path: `/hooks/in/${source}`, secret };
}

/** Puts other keys in the place of a source's: WeCom's new token and EncodingAESKey, or a fresh secret. The ones before end at once. */
export async function reconnect(
  deps: CustomersDeps,
  tx: Tx,
  code: string,
  keys: { readonly token: string; readonly aesKey: string } | { readonly appSecret: string } | undefined,
): Promise<Connected> {
  if (keys !== undefined && 'appSecret' in keys) return reconnectTmall(deps, tx, code, keys.appSecret);
  const source = await ofKind(tx, code, keys === undefined ? ['webhook'] : ['wecom', 'wechat']);
  const connection: Connection =
    keys === undefined
      ? { kind: 'webhook', rules: source.settings?.rules ?? [] }
      : { kind: source.kind === 'wechat' ? 'wechat' : 'wecom', ...idsOf(source), ...keys };
  const errors = connectionErrors(connection);
  if (errors.length > 0) throw badFields('source-connection', errors);
  await tx.execute('update customers.source set revoked_at = null where code = $1', [code]);
  return connect(deps, tx, code, connection);
}

async function reconnectTmall(deps: CustomersDeps, tx: Tx, code: string, appSecret: string): Promise<Connected> {
  const { identifierScope: shop } = await ofKind(tx, code, ['tmall']);
  const connection: Connection = { kind: 'tmall', shop, appSecret };
  const errors = connectionErrors(connection);
  if (errors.length > 0) throw badFields('source-connection', errors);
  await tx.execute('update customers.source set revoked_at = null where code = $1', [code]);
  return connect(deps, tx, code, connection);
}

// A suite's customers are numbered within the suite; whose they are stands in the settings.
function idsOf({ identifierScope, settings }: Pick<SourceRow, 'identifierScope' | 'settings'>) {
  const { suite } = settings ?? {};
  return suite === undefined ? { corpId: identifierScope } : { corpId: suite.corpId, suiteId: suite.suiteId };
}

/** Saves how a webhook's messages are read; in force for those that are not filed yet. */
export async function saveRules(tx: Tx, code: string, rules: readonly WebhookRule[]): Promise<void> {
  await ofKind(tx, code, ['webhook']);
  const errors = ruleErrors(rules);
  if (errors.length > 0) throw badFields('webhook-rules', errors);
  await saveSettings(tx, code, { rules });
}

async function ofKind(tx: Tx, code: string, kinds: readonly SourceKind[]) {
  const source = await findSource(tx, code);
  if (source === undefined || !kinds.includes(source.kind)) throw sourceNotFound();
  return source;
}
