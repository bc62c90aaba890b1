import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  decrypt,
  encrypt,
  hkdf,
  readRecipient,
  type Stanza,
  unpadded,
  unwrapByIdentity,
  unwrapByPassphrase,
  wrapForPassphrase,
  wrapForRecipient,
} from './file-key.ts';

const VERSION = 'age-encryption.org/v1';
const CHUNK_BYTES = 65_536;
const TAG_BYTES = 16;
const LINE = 64;

/** For whom a file is: a passphrase alone, or one or more public keys `age1…`. */
export type AgeRecipients = { readonly passphrase: string } | { readonly recipients: readonly string[] };
/** What opens a file. */
export type AgeKey = { readonly passphrase: string } | { readonly identity: string };

/** A file that can't be opened: damaged, not of this format, or for somebody else. */
export class AgeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AgeError';
  }
}

/** Encrypts bytes as a file in the age format v1 (C2SP age.md), which `age`, `rage` and others open. Throws a TypeError for a recipient that is none. */
export function ageEncrypt(to: AgeRecipients, plain: Uint8Array): Buffer {
  const fileKey = randomBytes(16);
  const header = headerOf('passphrase' in to ? [wrapForPassphrase(fileKey, to.passphrase)] : stanzas(fileKey, to));
  const nonce = randomBytes(16);
  const key = hkdf(fileKey, nonce, 'payload');
  const parts: Buffer[] = [header, Buffer.from(` ${unpadded(mac(fileKey, header))}\n`), nonce];
  const chunks = Math.max(1, Math.ceil(plain.length / CHUNK_BYTES));
  for (let at = 0; at < chunks; at += 1)
    parts.push(
      encrypt(key, chunkNonce(at, at === chunks - 1), plain.subarray(at * CHUNK_BYTES, (at + 1) * CHUNK_BYTES)),
    );
  return Buffer.concat(parts);
}

/** The content of such a file. Throws `AgeError`; nothing of a damaged file is given out. */
export function ageDecrypt(by: AgeKey, file: Uint8Array): Buffer {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const { stanzas: read, header, given, end } = readHeader(bytes);
  const alone = 'identity' in by || (read.length === 1 && read[0]?.args[0] === 'scrypt');
  const fileKey = alone
    ? read
        .map((stanza) =>
          'identity' in by ? unwrapByIdentity(stanza, by.identity) : unwrapByPassphrase(stanza, by.passphrase),
        )
        .find((each) => each !== undefined)
    : undefined;
  if (fileKey === undefined) throw new AgeError('this key does not open the file');
  const expected = mac(fileKey, header);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new AgeError('the header of the file was changed');
  return openPayload(fileKey, bytes.subarray(end));
}

function stanzas(fileKey: Buffer, { recipients }: { readonly recipients: readonly string[] }): Stanza[] {
  if (recipients.length === 0) throw new TypeError('a file is for somebody');
  return recipients.map((text) => {
    const recipient = readRecipient(text);
    if (recipient === undefined) throw new TypeError('a recipient is age1… with a good checksum');
    return wrapForRecipient(fileKey, recipient);
  });
}

// Up to and including the three dashes: what the MAC covers.
function headerOf(of: readonly Stanza[]): Buffer {
  const lines = of.flatMap(({ args, body }) => [`-> ${args.join(' ')}`, ...wrapped(unpadded(body))]);
  return Buffer.from([VERSION, ...lines, '---'].join('\n'));
}

// A body ends with a line of less than 64 characters, if need be an empty one.
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (let at = 0; at <= text.length; at += LINE) lines.push(text.slice(at, at + LINE));
  return lines;
}

function mac(fileKey: Buffer, header: Buffer): Buffer {
  return createHmac('sha256', hkdf(fileKey, Buffer.alloc(0), 'header'))
    .update(header)
    .digest();
}

function chunkNonce(count: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(count, 7);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function readHeader(bytes: Buffer): { stanzas: Stanza[]; header: Buffer; given: Buffer; end: number } {
  const dashes = bytes.indexOf('\n--- ');
  const end = bytes.indexOf('\n', dashes + 1);
  if (dashes < 0 || end < 0) throw new AgeError('not a file in the age format');
  const [version, ...lines] = bytes.subarray(0, dashes).toString('latin1').split('\n');
  if (version !== VERSION) throw new AgeError('not a file in the age format, version 1');
  const stanzas: { args: string[]; text: string }[] = [];
  for (const line of lines) {
    const last = stanzas.at(-1);
    if (line.startsWith('-> ')) stanzas.push({ args: line.slice(3).split(' '), text: '' });
    else if (last === undefined || line.length > LINE) throw new AgeError('the header of the file is damaged');
    else last.text += line;
  }
  return {
    stanzas: stanzas.map(({ args, text }) => ({ args, body: Buffer.from(text, 'base64') })),
    header: bytes.subarray(0, dashes + 4),
    given: Buffer.from(bytes.subarray(dashes + 5, end).toString('latin1'), 'base64'),
    end: end + 1,
  };
}

function openPayload(fileKey: Buffer, payload: Buffer): Buffer {
  const key = hkdf(fileKey, payload.subarray(0, 16), 'payload');
  const sealed = payload.subarray(16);
  const step = CHUNK_BYTES + TAG_BYTES;
  const chunks = Math.ceil(sealed.length / step);
  const parts: Buffer[] = [];
  for (let at = 0; at < chunks; at += 1) {
    const last = at === chunks - 1;
    const chunk = decrypt(key, chunkNonce(at, last), sealed.subarray(at * step, (at + 1) * step));
    // An empty last chunk stands for an empty file alone.
    if (chunk === undefined || (last && chunk.length === 0 && chunks > 1))
      throw new AgeError('the file was cut or changed');
    parts.push(chunk);
  }
  if (chunks === 0) throw new AgeError('the file was cut');
  return Buffer.concat(parts);
}
