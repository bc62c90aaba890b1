import { randomBytes, scrypt } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { fromBase64url, toBase64url } from '../crypto/index.ts';
import { notABackup, weakPassphrase } from './backup-failures.ts';

const MAGIC = Buffer.from('ZHINUOBK', 'latin1');
const MOST_HEADER_BYTES = 1024; // HKDF takes no longer associated data (node:crypto); ours is under 400
const LEAST_PASSPHRASE = 12;

// OWASP's recommended cost for scrypt (RFC 7914): 128 MiB. The ceilings keep a changed file from making us allocate without limit.
const SCRYPT = { n: 131_072, r: 8, p: 1 } as const;
const MOST_SCRYPT_BYTES = 1024 * 1024 * 1024;

const Key = Type.Union([
  Type.Object({ kind: Type.Literal('service-ring'), id: Type.String({ pattern: '^[0-9a-f]{32}$' }) }),
  Type.Object({
    kind: Type.Literal('passphrase'),
    kdf: Type.Literal('scrypt'),
    n: Type.Integer({ minimum: 16_384, maximum: 1_048_576 }),
    r: Type.Integer({ minimum: 1, maximum: 16 }),
    p: Type.Integer({ minimum: 1, maximum: 4 }),
    salt: Type.String(),
  }),
]);

const Header = Type.Object({
  format: Type.Literal('zhinuo-backup'),
  version: Type.Literal(1),
  kind: Type.Union([Type.Literal('data'), Type.Literal('keys')]),
  madeAt: Type.String(),
  opensUntil: Type.String(),
  key: Key,
});

/** The clear beginning of a backup. Everything in it is authenticated as the associated data of the stream that follows. */
export type BackupHeader = Static<typeof Header>;
/** How the secret of a backup is found. */
export type BackupKey = Static<typeof Key>;

/** The parameters for a new passphrase-protected file. */
export function newPassphraseKey(): Extract<BackupKey, { kind: 'passphrase' }> {
  return { kind: 'passphrase', kdf: 'scrypt', ...SCRYPT, salt: toBase64url(randomBytes(16)) };
}

/** The secret behind a passphrase (scrypt, RFC 7914; the text in NFKC). Throws `backup.weak-passphrase` under 12 characters. */
export async function passphraseSecret(
  passphrase: string,
  key: Extract<BackupKey, { kind: 'passphrase' }>,
): Promise<Buffer> {
  if ([...passphrase].length < LEAST_PASSPHRASE) throw weakPassphrase(LEAST_PASSPHRASE);
  const salt = fromBase64url(key.salt);
  if (salt === undefined || salt.length < 16) throw notABackup();
  const { n: N, r, p } = key;
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, { N, r, p, maxmem: MOST_SCRYPT_BYTES * 2 }, (error, secret) =>
      error === null ? resolve(secret) : reject(error),
    );
  });
}

/** magic (8) | length of the header (4, big-endian) | header as JSON. */
export function encodeHeader(header: BackupHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([MAGIC, length, json]);
}

/** Reads the header; `encoded` are its exact bytes and `rest` is what follows. Throws `backup.not-a-backup`. */
export async function readHeader(
  source: AsyncIterable<Uint8Array>,
): Promise<{ header: BackupHeader; encoded: Buffer; rest: AsyncGenerator<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  let seen = Buffer.alloc(0);
  const readTo = async (length: number) => {
    while (seen.length < length) {
      const next = await iterator.next();
      if (next.done === true) throw notABackup();
      seen = Buffer.concat([seen, next.value]);
    }
  };
  await readTo(MAGIC.length + 4);
  if (!seen.subarray(0, MAGIC.length).equals(MAGIC)) throw notABackup();
  const end = MAGIC.length + 4 + seen.readUInt32BE(MAGIC.length);
  if (end > MOST_HEADER_BYTES) throw notABackup();
  await readTo(end);
  const header = parse(seen.toString('utf8', MAGIC.length + 4, end));
  const left = seen.subarray(end);
  return { header, encoded: seen.subarray(0, end), rest: followedBy(left, iterator) };
}

async function* followedBy(first: Uint8Array, then: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* { [Symbol.asyncIterator]: () => then };
}

function parse(text: string): BackupHeader {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notABackup();
  }
  if (!Check(Header, value)) throw notABackup();
  return value;
}
