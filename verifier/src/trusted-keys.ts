import { createPublicKey } from 'node:crypto';
import { noteKeyId } from './checkpoint.ts';
import { Refusal } from './refusal.ts';

/** A key that the verifier's user trusts; with a name if it came as a C2SP verifier key, which names its log. */
export interface TrustedKey {
  readonly publicKey: Buffer;
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
  if (/^[0-9a-fA-F]{64}$/.test(line)) return { publicKey: Buffer.from(line, 'hex'), origin: undefined };
  const match = /^([^ +]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line);
  const [, origin = '', id, encoded = ''] = match ?? [];
  const typed = Buffer.from(encoded, 'base64');
  if (typed.length !== 33 || typed[0] !== 1) return undefined;
  const publicKey = typed.subarray(1);
  return noteKeyId(origin, publicKey).toString('hex') === id ? { publicKey, origin } : undefined;
}

function pemKey(content: string): TrustedKey | undefined {
  try {
    const key = createPublicKey(content);
    if (key.asymmetricKeyType !== 'ed25519') return undefined;
    return { publicKey: key.export({ format: 'der', type: 'spki' }).subarray(-32), origin: undefined };
  } catch {
    return undefined;
  }
}
