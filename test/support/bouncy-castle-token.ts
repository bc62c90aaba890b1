import { readFileSync } from 'node:fs';

interface Kept {
  readonly data: string;
  readonly root: readonly string[];
  readonly token: readonly string[];
}

/**
 * A time-stamp, with its intermediate and root, signed with SM2 and SM3 by Bouncy Castle: nothing of it was put together here, unlike the tokens of sm2-token.ts.
 * The file tells the version.
 */
export function bouncyCastleToken(): { readonly token: Buffer; readonly data: Buffer; readonly roots: string } {
  const file = new URL('bouncy-castle-token.json', import.meta.url);
  const { data, root, token } = JSON.parse(readFileSync(file, 'utf8')) as Kept;
  return {
    token: Buffer.from(token.join(''), 'base64'),
    data: Buffer.from(data),
    roots: `-----BEGIN CERTIFICATE-----\n${root.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}
