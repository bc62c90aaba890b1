import { createHash, timingSafeEqual } from 'node:crypto';
import { decrypt, getSignature } from '@wecom/crypto';
import { keyedDigest } from '../../../../platform/crypto/index.ts';
import type { Tx } from '../../../../platform/database/index.ts';
import { newId } from '../../../../platform/ids.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { eventsTooLarge } from '../../customers-failures.ts';
import { checkWebhook, webhookKey } from '../../domain/standard-webhook.ts';
import {
  callbackMalformed,
  callbackUnsigned,
  callbackWithOtherContent,
  webhookRefused,
} from '../../inbound-failures.ts';
import { unpackJsonBody } from '../wire/domain/unpack-body.ts';
import type { RefusedCounts } from '../wire/refused-counts.ts';
import type { SourceQuota } from '../wire/source-quota.ts';
import { findSource } from '../wire/store/source-store.ts';
import { readFlatXml } from './domain/read-xml.ts';
import { wechatMembers } from './domain/wechat-events.ts';
import { readSecret, type SourceSecret } from './source-secret.ts';
import { contentOf, insertCallback } from './store/callback-store.ts';

/** What messages are sealed under until they are filed. */
export const CALLBACK_LABEL = 'customers.callback';

/** A call of WeCom: what stands in its address, and its body. */
export interface WecomCall {
  readonly source: string;
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/** A message as it is kept until it is filed: the text of WeCom's XML, or the JSON of a webhook with its number. */
export interface KeptMessage {
  readonly kind: SourceSecret['kind'];
  readonly id: string;
  readonly text: string;
}

/** A signed webhook as it came. */
export interface WebhookCall {
  readonly source: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Answers WeChat's check of the address, which is signed and not encrypted: the `echostr` as it came. Throws 401 for a bad signature. */
export async function echoWechat(deps: CustomersDeps, call: WecomCall & { echo: string }): Promise<string> {
  assertSigned((await platformSecret(deps, call.source, 'wechat')).token, call, undefined);
  return call.echo;
}

/** Takes a message of an official account or a mini-program, like one of WeCom: encrypted, signed, known by its decrypted text. */
export async function receiveWechat(deps: CustomersDeps, call: WecomCall & { body: Buffer }): Promise<void> {
  const secret = await platformSecret(deps, call.source, 'wechat');
  const encrypted = wechatMembers(call.body.toString('utf8'))?.get('Encrypt');
  if (encrypted === undefined) throw callbackMalformed();
  const text = open(secret, call, encrypted);
  if (wechatMembers(text) === undefined) throw callbackMalformed();
  await keep(deps, call.source, { kind: 'wechat', id: '', text });
}

/** Answers WeCom's check of the address: the decrypted `echostr`. Throws 401 for a bad signature, 400 for what does not decrypt for this corporation. */
export async function echoWecom(deps: CustomersDeps, call: WecomCall & { echo: string }): Promise<string> {
  return open(await platformSecret(deps, call.source, 'wecom'), call, call.echo);
}

/**
 * Takes a callback of WeCom; resolves when it is durable. The same message again, however it is encrypted, is one: its decrypted text is what
 * identifies it, since same-second events differ in it and their time and sender do not (decision 0072). Works while the vault is sealed.
 */
export async function receiveWecom(deps: CustomersDeps, call: WecomCall & { body: Buffer }): Promise<void> {
  const secret = await platformSecret(deps, call.source, 'wecom');
  const encrypted = readFlatXml(call.body.toString('utf8'))?.texts.get('Encrypt');
  if (encrypted === undefined) throw callbackMalformed();
  const text = open(secret, call, encrypted);
  if (readFlatXml(text) === undefined) throw callbackMalformed();
  await keep(deps, call.source, { kind: 'wecom', id: '', text });
}

/**
 * Takes a signed webhook (standardwebhooks.com); resolves when it is durable. A message with a number that came before is answered alike and
 * changes nothing; with another content it is refused (409).
 */
export async function receiveWebhook(
  deps: CustomersDeps,
  { quota, refused }: { readonly quota: SourceQuota; readonly refused: RefusedCounts },
  call: WebhookCall,
): Promise<{ duplicate: boolean }> {
  const { source, secret } = await deps.database.transaction(
    async (tx) => ({ source: await findSource(tx, call.source), secret: await readSecret(deps, tx, call.source) }),
    { readOnly: true },
  );
  const key = secret?.kind === 'webhook' ? webhookKey(secret.secret) : undefined;
  if (source === undefined || key === undefined) throw callbackUnsigned();
  const unbelieved = checkWebhook(key, call.headers, call.body, deps.clock.now());
  if (unbelieved !== undefined) throw webhookRefused(unbelieved);
  quota.count(source, 1);
  const unpacked = unpackJsonBody(call.body);
  if (!('bytes' in unpacked)) {
    refused.addProblems(source.code, [unpacked]);
    throw unpacked.tooLarge === true ? eventsTooLarge(unpacked) : callbackMalformed();
  }
  const id = String(call.headers['webhook-id']);
  const isNew = await keep(deps, call.source, { kind: 'webhook', id, text: unpacked.bytes.toString('utf8') });
  return { duplicate: !isNew };
}

async function keep(deps: CustomersDeps, source: string, message: KeptMessage): Promise<boolean> {
  const natural = message.kind === 'webhook' ? message.id : message.text;
  return deps.database.transaction((tx) => keepIn(deps, tx, source, message, natural));
}

/** Keeps a message in the caller's transaction; false when the same came before, which `natural` tells. Throws 409 for another content under it. */
export async function keepIn(
  deps: CustomersDeps,
  tx: Tx,
  source: string,
  message: KeptMessage,
  natural: string,
): Promise<boolean> {
  const key = deps.service.key(CALLBACK_LABEL);
  const digest = keyedDigest(key, JSON.stringify([source, natural]));
  const content = keyedDigest(key, JSON.stringify(['content', source, message.text]));
  const isNew = await insertCallback(tx, {
    id: newId(deps.clock),
    source,
    digest,
    content,
    receivedAt: deps.clock.now(),
    body: deps.service.sealSmall(CALLBACK_LABEL, Buffer.from(JSON.stringify(message))),
  });
  if (!isNew && (await contentOf(tx, source, digest))?.equals(content) === false) throw callbackWithOtherContent();
  return isNew;
}

type PlatformSecret = Extract<SourceSecret, { aesKey: string }>;

async function platformSecret(
  deps: CustomersDeps,
  source: string,
  kind: PlatformSecret['kind'],
): Promise<PlatformSecret> {
  const secret = await deps.database.transaction((tx) => readSecret(deps, tx, source), { readOnly: true });
  if (secret === undefined || !('aesKey' in secret) || secret.kind !== kind) throw callbackUnsigned();
  return secret;
}

// SHA-1 over the sorted token, timestamp, nonce and ciphertext, then AES-256-CBC with the receiver's id behind the message (WeCom, "加解密方案说明").
function open(secret: PlatformSecret, call: WecomCall, encrypted: string): string {
  assertSigned(secret.token, call, encrypted);
  const opened = decrypted(secret.aesKey, encrypted);
  if (opened === undefined || !isFor(secret, opened.id, call)) throw callbackMalformed();
  return opened.message;
}

// Calls to a suite are for the suite, those with its customers' data for the corporation; the check of its address is for the provider's own
// corporation, which nobody told us: token and key prove it.
function isFor({ corpId, suiteId }: PlatformSecret, id: string, call: WecomCall): boolean {
  return id === corpId || (suiteId !== undefined && (id === suiteId || 'echo' in call));
}

function assertSigned(token: string, { signature, timestamp, nonce }: WecomCall, encrypted: string | undefined): void {
  const signed =
    encrypted === undefined
      ? createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex')
      : getSignature(token, timestamp, nonce, encrypted);
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(signed), digest(signature))) throw callbackUnsigned();
}

function decrypted(aesKey: string, encrypted: string): { message: string; id: string } | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encrypted)) return undefined;
  try {
    return decrypt(aesKey, encrypted);
  } catch {
    // A length that is none, or a ciphertext that is no whole number of blocks.
    return undefined;
  }
}
