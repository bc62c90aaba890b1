import { equal, utf8 } from './bytes.ts';
import { LOG_NAME } from './checkpoint.ts';
import { ed25519Holds } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { bytes, constant, type Field, instant, items, matching, members } from './shape.ts';
import { fingerprint } from './signers.ts';
import { canonical, parseStrictly, type Value } from './strict-json.ts';
import type { TrustedKey } from './trusted-keys.ts';

/** Most entries that are looked through, as many as a bundle may hold. */
const MOST_RELATED = 200_000;

/** Most successions that are followed. */
const MOST_STEPS = 100;

interface Step {
  readonly origin: string;
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

/**
 * Widens the trusted keys along the `signing-key` entries in `related` (section 15): a key that a trusted one names as its successor, and that
 * has signed the same statement, is trusted too, under the log's name in it. Backwards nothing follows. Refuses a `signing-key` entry whose
 * signatures do not hold. That the entries are in the log is checked with all others.
 */
export function followSuccession(trusted: readonly TrustedKey[], related: Field): TrustedKey[] {
  const found = items(related, MOST_RELATED).filter(({ value }) => mentions(value));
  if (found.length > MOST_STEPS)
    throw new Refusal('structure', related.at, '签名密钥更替过多', 'holds too many successions of signing keys');
  const steps = found.flatMap((item) => readStep(item) ?? []);
  const known = [...trusted];
  for (let grown = true; grown; ) {
    const next = steps.find(
      ({ origin, from, to }) =>
        known.some((key) => equal(key.publicKey, from) && (key.origin ?? origin) === origin) &&
        !known.some((key) => equal(key.publicKey, to) && key.origin === origin),
    );
    grown = next !== undefined;
    if (next !== undefined) known.push({ publicKey: next.to, origin: next.origin });
  }
  return known;
}

function mentions(value: Value): boolean {
  const entry = value instanceof Map ? value.get('entry') : undefined;
  return typeof entry === 'string' && entry.includes('"kind":"signing-key"');
}

function readStep({ value, at }: Field): Step | undefined {
  const entry = value instanceof Map ? value.get('entry') : undefined;
  const opening = value instanceof Map ? value.get('opening') : undefined;
  if (typeof entry !== 'string') return undefined;
  const parsed = parseStrictly(entry, `${at}.entry`);
  if (!(parsed instanceof Map) || parsed.get('kind') !== 'signing-key') return undefined;
  if (!(opening instanceof Map))
    throw new Refusal('succession', at, '签名密钥更替的内容未出示', 'the succession of a signing key is not shown');
  const payload = { value: opening.get('payload') ?? null, at: `${at}.opening.payload` };
  const fields = members(payload, 'from', 'origin', 'overlapUntil', 'signatures', 'to', 'v');
  constant(fields.v, 1);
  instant(fields.overlapUntil);
  const origin = matching(fields.origin, LOG_NAME);
  const from = keyOf(fields.from);
  const to = keyOf(fields.to);
  const signatures = members(fields.signatures, 'from', 'to');
  const signed = new Map<string, Value>(
    (['from', 'origin', 'overlapUntil', 'to', 'v'] as const).map((name) => [name, fields[name].value]),
  );
  const message = utf8(`zhinuo.signing-key.v1\n${canonical(signed)}`);
  if (!ed25519Holds(from, message, bytes(signatures.from, 64)) || !ed25519Holds(to, message, bytes(signatures.to, 64)))
    throw new Refusal(
      'succession',
      at,
      '签名密钥更替未由新旧两把密钥签名',
      'the succession of a signing key is not signed by both keys',
    );
  return { origin, from, to };
}

function keyOf(field: Field): Uint8Array {
  const { id, publicKey } = members(field, 'id', 'publicKey');
  const raw = bytes(publicKey, 32);
  if (fingerprint(raw).slice(0, 32) !== matching(id, /^[0-9a-f]{32}$/))
    throw new Refusal('succession', id.at, '签名密钥与其编号不符', 'the key does not have this id');
  return raw;
}
