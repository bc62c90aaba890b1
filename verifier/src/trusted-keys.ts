import { equal, fromBase64, fromHex, toHex } from './bytes.ts';
import { noteKeyId } from './checkpoint.ts';
import { Refusal } from './refusal.ts';

/** A key that the verifier's user trusts; with a name if it came as a C2SP verifier key, which names its log. */
export interface TrustedKey {
  readonly publicKey: Uint8Array;
  readonly origin: string | undefined;
}

/**
 * Reads a key file: C2SP verifier keys ("name+id+base64") or raw keys as 64 hexadecimal digits, one a line, lines with # ignored; or one PEM
 * public key. Throws `Refusal` when it holds anything else or nothing.
 */
export function readTrustedKeys(content: string): TrustedKey[] {
  const keys = content.includes('-----BEGIN PUBLIC KEY-----')
    ? [pemKey(content)]
    : content
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map(lineKey);
  const usable = keys.filter((key) => key !== undefined);
  if (usable.length === 0 || usable.length < keys.length)
    throw new Refusal(
      'key-file',
      '--key',
      '密钥文件无法识别：应为每行一个 C2SP 验证密钥或 64 位十六进制公钥，或一个 PEM 公钥',
      'the key file is not understood: one C2SP verifier key or 64 hexadecimal digits a line, or one PEM public key',
    );
  return usable;
}

function lineKey(line: string): TrustedKey | undefined {
  const raw = line.length === 64 ? fromHex(line) : undefined;
  if (raw !== undefined) return { publicKey: raw, origin: undefined };
  const match = /^([^ +]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line);
  const [, origin = '', id, encoded = ''] = match ?? [];
  const typed = fromBase64(encoded);
  if (typed?.length !== 33 || typed[0] !== 1) return undefined;
  const publicKey = typed.subarray(1);
  return toHex(noteKeyId(origin, publicKey)) === id ? { publicKey, origin } : undefined;
}

// RFC 8410: the SPKI form of an Ed25519 key is this prefix and the 32 bytes.
const SPKI = fromHex('302a300506032b6570032100') ?? new Uint8Array();

function pemKey(content: string): TrustedKey | undefined {
  const match = /^\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(content);
  const der = fromBase64((match?.[1] ?? '').replace(/\s/g, ''));
  if (der?.length !== SPKI.length + 32 || !equal(der.subarray(0, SPKI.length), SPKI)) return undefined;
  return { publicKey: der.subarray(SPKI.length), origin: undefined };
}
