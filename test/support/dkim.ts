import { createHash, createVerify } from 'node:crypto';

interface Header {
  readonly name: string;
  readonly text: string;
}

/**
 * Verifies the first DKIM-Signature of a mail (RFC 6376, rsa-sha256, relaxed/relaxed), written apart from the library that signed it. Returns
 * the names of the headers under the signature; throws when body hash or signature fail.
 */
export function verifyDkim(raw: string, publicKey: string): string[] {
  const split = raw.indexOf('\r\n\r\n');
  const headers = readHeaders(raw.slice(0, split));
  const signature = headers.find(({ name }) => name === 'dkim-signature');
  if (signature === undefined) throw new Error('the mail is not signed');
  const tags = readTags(signature.text);
  const [headerForm, bodyForm] = (tags.get('c') ?? 'simple/simple').split('/');
  if (tags.get('a') !== 'rsa-sha256' || headerForm !== 'relaxed' || bodyForm !== 'relaxed')
    throw new Error('another form of signature than this verifier knows');
  const bodyHash = createHash('sha256')
    .update(relaxedBody(raw.slice(split + 4)), 'latin1')
    .digest('base64');
  if (bodyHash !== tags.get('bh')) throw new Error('the body hash does not match');
  const names = (tags.get('h') ?? '').split(':').map((name) => name.trim().toLowerCase());
  const left = [...headers];
  const lines = names.flatMap((wanted) => {
    const at = left.findLastIndex(({ name }) => name === wanted);
    return at < 0 ? [] : left.splice(at, 1).map(relaxedHeader);
  });
  const bare = { name: signature.name, text: signature.text.replace(/(\bb=)[^;]*/, '$1') };
  const data = `${lines.map((line) => `${line}\r\n`).join('')}${relaxedHeader(bare)}`;
  const verified = createVerify('RSA-SHA256')
    .update(data, 'latin1')
    .verify(publicKey, tags.get('b') ?? '', 'base64');
  if (!verified) throw new Error('the signature does not match');
  return names;
}

function readHeaders(block: string): Header[] {
  return block.split(/\r\n(?![ \t])/).map((line) => {
    const colon = line.indexOf(':');
    return { name: line.slice(0, colon).trim().toLowerCase(), text: line.slice(colon + 1) };
  });
}

function readTags(text: string): Map<string, string> {
  return new Map(
    text.split(';').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at).trim(), part.slice(at + 1).replace(/\s+/g, '')] as const;
    }),
  );
}

// RFC 6376, 3.4.2.
function relaxedHeader({ name, text }: Header): string {
  return `${name}:${text
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()}`;
}

// RFC 6376, 3.4.4.
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  while (lines.at(-1) === '') lines.pop();
  return lines.length === 0 ? '' : `${lines.join('\r\n')}\r\n`;
}
