import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { verifySearch } from './search-declaration.ts';
import { canonical, parseStrictly } from './strict-json.ts';

const ORIGIN = 'example.com/evidence';
const SALT = Buffer.alloc(32, 7);
const ID = '01890000-0000-7000-8000-00000000000a';
const NUMBER = '13800138000';
const jcs = (value: unknown) => canonical(parseStrictly(JSON.stringify(value), ''));

// RFC 8410: the PKCS #8 form of an Ed25519 key is this prefix and the 32 bytes of its seed.
const secret = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 1)]),
  format: 'der',
  type: 'pkcs8',
});
const raw = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
const hashOf = (...parts: (string | Uint8Array)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const underSalt = (text: string) => createHmac('sha256', SALT).update(text).digest('base64url');

function verifierKey(name: string): string {
  const id = hashOf(name, '\n', Uint8Array.of(1), raw).subarray(0, 4).toString('hex');
  return `${name}+${id}+${Buffer.concat([Uint8Array.of(1), raw]).toString('base64')}`;
}

// A declaration made by section 16 of the format alone.
function declaration(key: string, kind = 'search', more: object = {}, statement: object = { zh: '', en: '' }): string {
  const payload = {
    by: 'user:1',
    checkpoint: { origin: ORIGIN, root: Buffer.alloc(32).toString('base64'), size: 3 },
    form: 'mobile',
    found: { erased: 0, people: 1 },
    indexes: [{ generations: [1], name: 'vault.mobile' }],
    number: underSalt(`zhinuo.search-number.v1\n${NUMBER}`),
    reason: underSalt('zhinuo.search-reason.v1\na letter'),
    search: ID,
    v: 1,
    ...more,
  };
  const commitment = underSalt(jcs(payload));
  const entry = jcs({ commitment, id: ID, kind, tag: null, time: '2026-11-11T12:00:00.000Z', version: 1 });
  const keyId = hashOf(raw).toString('hex').slice(0, 32);
  const mergeBy = '2026-11-11T12:01:00.000Z';
  const leafHash = hashOf(Uint8Array.of(0), entry).toString('base64url');
  const said = jcs({ commitment, key: keyId, leafHash, mergeBy, n: null, tag: null });
  const signature = sign(null, Buffer.from(`zhinuo.receipt.v1\n${said}`), secret).toString('base64url');
  const salt = SALT.toString('base64url');
  return `${jcs({
    format: 'zhinuo.search',
    number: { masked: '138****8000', salt },
    receipt: { entry, key: keyId, mergeBy, opening: { salt, payload }, signature },
    statement,
    verifierKey: key,
    version: 1,
  })}\n`;
}

function codeOf(content: string, options: Parameters<typeof verifySearch>[1] = {}): string {
  const verdict = verifySearch(content, options);
  return verdict.ok ? 'ok' : verdict.reason.code;
}

it('accepts what section 16 of the format describes, and no other number', () => {
  const text = declaration(verifierKey(ORIGIN));
  expect(codeOf(text, { key: verifierKey(ORIGIN), number: NUMBER })).toBe('ok');
  expect(codeOf(text, { key: raw.toString('hex') })).toBe('ok');
  expect(codeOf(text, { number: '13800138001' })).toBe('number');
  expect(codeOf(declaration(verifierKey(ORIGIN), 'reveal'))).toBe('structure');
});

it('refuses the declaration of one log under the name of another', () => {
  const elsewhere = verifierKey('example.com/other');
  expect(codeOf(declaration(verifierKey(ORIGIN)), { key: elsewhere })).toBe('untrusted');
  expect(codeOf(declaration(elsewhere))).toBe('untrusted');
  expect(codeOf(declaration(`${verifierKey(ORIGIN)}\n${elsewhere}`))).toBe('structure');
});

it('refuses a declaration whose facts are not of the form that section 16 gives them', () => {
  const declared = (more: object, statement?: object) =>
    codeOf(declaration(verifierKey(ORIGIN), 'search', more, statement));
  const root = Buffer.alloc(32).toString('base64');
  const at = (checkpoint: object) => ({ checkpoint: { origin: ORIGIN, root, size: 3, ...checkpoint } });
  expect([declared({}), declared(at({ size: 0 })), declared({ form: 'relay', indexes: [] })]).toEqual([
    'ok',
    'ok',
    'ok',
  ]);
  const ill = [
    ...['', 'any words', root.slice(0, -1), Buffer.alloc(31).toString('base64')].map((told) => at({ root: told })),
    ...['relay', 'other'].map((form) => ({ form })),
    { indexes: [{ generations: [0], name: 'vault.mobile' }] },
  ];
  for (const more of ill) expect(declared(more), JSON.stringify(more)).toBe('structure');
  expect(declared({}, { zh: '', en: 7 })).toBe('structure');
});
