import { createHash, createHmac } from 'node:crypto';

/** What of an HTTP request Aliyun's signature V3 covers; header names in lower case. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';

/** RFC 3986 percent-encoding as the signature wants it: everything but A-Z a-z 0-9 - _ . ~ is encoded. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The query string in canonical order: by name, each name and value encoded. */
export function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${percentEncode(name)}=${percentEncode(query[name] ?? '')}`)
    .join('&');
}

/**
 * The Authorization header of Aliyun's "request syntax and signature method V3" (ACS3-HMAC-SHA256): HMAC-SHA256 with the access key secret over
 * the algorithm's name and the SHA-256 of the canonical request. Signed are `host`, `content-type` and every `x-acs-` header.
 */
export function authorization(request: SignedRequest, keyId: string, secret: string): string {
  const signed = Object.keys(request.headers)
    .filter((name) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'))
    .sort();
  const canonical = [
    request.method,
    request.path,
    canonicalQuery(request.query),
    signed.map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`).join(''),
    signed.join(';'),
    hexSha256(request.body),
  ].join('\n');
  const signature = createHmac('sha256', secret)
    .update(`${ALGORITHM}\n${hexSha256(canonical)}`)
    .digest('hex');
  return `${ALGORITHM} Credential=${keyId},SignedHeaders=${signed.join(';')},Signature=${signature}`;
}

/** Lower-case hexadecimal SHA-256 of a text, as in `x-acs-content-sha256`. */
export function hexSha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
