import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { canonicalJson, type Json } from '../../src/platform/crypto/index.ts';
import { ACCOUNT } from './bundle-line.ts';

const ORIGIN = 'hostile.example/log';
const TIME = '2026-11-11T12:00:00.000Z';
const PERSON = '01890000-0000-7000-8000-00000000000a';
const BUNDLE = '01890000-0000-7000-8000-0000000000bb';
const SALT = Buffer.alloc(32, 1);
const KEY = Buffer.alloc(32, 9);

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const sha256 = (...parts: (string | Uint8Array)[]) =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest();

/** A bundle of a person that holds in every part, whose `count` entries are all only promised, each under a signature of its own: whoever makes a file has a key. */
export function bundleOfPromises(count: number): string {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(12);
  const id = sha256(raw).toString('hex').slice(0, 32);
  const signed = (text: string) => base64url(sign(null, Buffer.from(text), privateKey));
  const entryOf = (n: number, kind: string, payload: Json) => {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(n));
    const commitment = base64url(createHmac('sha256', SALT).update(canonicalJson(payload)).digest());
    const tag = base64url(createHmac('sha256', KEY).update('zhinuo.tag.v1').update(counter).digest());
    const entry = canonicalJson({ commitment, id: PERSON, kind, tag, time: TIME, version: 1 });
    const leafHash = base64url(sha256(Uint8Array.of(0), entry));
    const promise = canonicalJson({ commitment, key: id, leafHash, mergeBy: TIME, n, tag });
    const signature = signed(`zhinuo.receipt.v1\n${promise}`);
    const opening = { salt: base64url(SALT), payload };
    return { entry, index: null, opening, promise: { key: id, mergeBy: TIME, signature } };
  };
  const digest = base64url(sha256('zhinuo.evidence-key.v1\n', KEY));
  const entries = [entryOf(1, 'key', { generation: 1, key: digest, person: PERSON })];
  while (entries.length < count - 1) entries.push(entryOf(entries.length + 1, 'consent', {}));
  const successor = base64url(Buffer.alloc(32, 3));
  entries.push(entryOf(count, 'bundle-issued', { bundle: BUNDLE, generation: 1, successor }));
  const bundle = {
    ...{ format: 'zhinuo.bundle', version: 2, id: BUNDLE, subject: { person: PERSON }, issued: TIME },
    signers: [{ id, publicKey: base64url(raw) }],
    checkpoint: emptyLog(raw, signed),
    ...{ inclusion: [], history: [], timestamps: [], completeness: null },
    keys: [{ generation: 1, key: base64url(KEY), entries }],
    ...{ related: [], people: [], counts: null, redacted: [], notices: [], account: ACCOUNT },
  };
  const text = canonicalJson(bundle);
  return `{"bundle":${text},"signature":${canonicalJson({ key: id, signature: signed(`zhinuo.bundle.v2\n${text}`) })}}`;
}

function emptyLog(publicKey: Uint8Array, signed: (text: string) => string): string {
  const body = `${ORIGIN}\n0\n${sha256().toString('base64')}\n`;
  const keyId = sha256(ORIGIN, '\n', Uint8Array.of(1), publicKey).subarray(0, 4);
  const line = Buffer.concat([keyId, Buffer.from(signed(body), 'base64url')]).toString('base64');
  return `${body}\n\u2014 ${ORIGIN} ${line}\n`;
}
