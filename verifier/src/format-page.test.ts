import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64, toBase64url } from './bytes.ts';
import { tagOf } from './chain.ts';
import { readCheckpoint } from './checkpoint.ts';
import { checkCosignatures, readWitnessKeys } from './cosignatures.ts';
import { leafHash, rootWith } from './hashing.ts';
import { SignatureBudget } from './signature-budget.ts';
import { readSigners } from './signers.ts';
import { canonical, parseStrictly, readStrictly } from './strict-json.ts';
import { readTrustedKeys } from './trusted-keys.ts';

// Whoever writes a verifier from the page holds on to its examples: they are read from it here and computed once more, by the words of the page alone.
const page = readFileSync(new URL('../../docs/evidence-format.md', import.meta.url), 'utf8');

function sectionOf(number: number): string {
  return page.split(`\n## ${number}. `)[1]?.split('\n## ')[0] ?? '';
}

/** The rows of the tables of a section: the first cell and the second, both without the marks of code. */
function rowsOf(section: string): ReadonlyMap<string, string> {
  const cells = section.split('\n').flatMap((line) => {
    const [, name, value] = /^\| (.+?) \| (.+?) \|/.exec(line) ?? [];
    return name === undefined || value === undefined
      ? []
      : [[name.replaceAll('`', ''), value.replaceAll('`', '')] as const];
  });
  return new Map(cells);
}

function in11(name: string): string {
  const found = rowsOf(sectionOf(11)).get(name);
  if (found === undefined) throw new Error(`section 11 has no row ${name}`);
  return found;
}

const hash = (...parts: (string | Uint8Array)[]) =>
  parts.reduce((whole, part) => whole.update(part), createHash('sha256')).digest();
const hmac = (key: Uint8Array, message: string | Uint8Array) => createHmac('sha256', key).update(message).digest();
const url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const input = (name: string) => Buffer.from(in11(name), 'hex');

function signerOf(seed: Buffer) {
  // RFC 8410: the PKCS #8 form of an Ed25519 key is this prefix and the 32 bytes of its seed.
  const key = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const secret = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const noteId = (name: string, type: number) => hash(name, '\n', Uint8Array.of(type), raw).subarray(0, 4);
  return {
    raw,
    noteId,
    sign: (message: string | Uint8Array) => sign(null, Buffer.from(message), secret),
    verifierKey: (name: string, type: number) =>
      `${name}+${noteId(name, type).toString('hex')}+${Buffer.concat([Uint8Array.of(type), raw]).toString('base64')}`,
  };
}

describe('the example of section 11', () => {
  const [entry = '', promised = '', checkpoint = ''] = [...sectionOf(11).matchAll(/```\n([^`]*)\n```/g)].map(
    ([, block]) => block,
  );
  const salt = input('salt');
  const evidenceKey = input('evidence key');
  const person = in11('person');
  const leaf = hash(Uint8Array.of(0), entry);
  const log = signerOf(input("secret seed of the log's key"));
  const witness = signerOf(input("secret seed of the witness's key"));

  it('has the entry that follows from its inputs', () => {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(in11('n')));
    const message = Buffer.concat([Buffer.from('zhinuo.tag.v1'), counter]);
    expect(message.toString('hex')).toBe(in11('message of the tag, hexadecimal'));
    const tag = url(hmac(evidenceKey, message));
    expect([tag, url(tagOf(evidenceKey, Number(in11('n'))))]).toEqual([in11('tag'), in11('tag')]);
    const payload = in11('canonical payload');
    expect(canonical(parseStrictly(payload, ''))).toBe(payload);
    const commitment = url(hmac(salt, payload));
    expect(commitment).toBe(in11('commitment'));
    const { canonical: spelled, value } = readStrictly(entry, '');
    expect(spelled).toBe(true);
    const told = value as ReadonlyMap<string, unknown>;
    expect([told.get('commitment'), told.get('tag'), told.get('id')]).toEqual([commitment, tag, person]);
    expect([url(leaf), url(leafHash(entry))]).toEqual(Array(2).fill(in11('leaf hash of the entry below')));
    expect(url(hash('zhinuo.evidence-key.v1\n', evidenceKey))).toBe(in11('key digest'));
  });

  it('has the leaves of its member, and the number of its search', () => {
    const first = `{"detail":${in11('detail of the member (version 1)')},"person":"${person}"}`;
    expect(url(hash(Uint8Array.of(0), hmac(salt, first)))).toBe(
      in11(`leaf of the member ${first} under the same salt`),
    );
    const second = hash(Uint8Array.of(0), salt, Buffer.from(person.replaceAll('-', ''), 'hex'));
    expect(url(second)).toBe(in11(`leaf, in version 2, of the member ${person} under the same salt`));
    const number = hmac(salt, `zhinuo.search-number.v1\n${in11('number of a search')}`);
    expect(url(number)).toBe(in11('number of the search under the same salt'));
  });

  it('has the promise that its key signs', () => {
    const keyId = hash(log.raw).toString('hex').slice(0, 32);
    expect(keyId).toBe(in11("id of the log's key"));
    const [label, json = ''] = promised.split('\n');
    expect([label, canonical(parseStrictly(json, ''))]).toEqual(['zhinuo.receipt.v1', json]);
    expect(JSON.parse(json)).toEqual({
      commitment: in11('commitment'),
      key: keyId,
      leafHash: url(leaf),
      mergeBy: '2026-11-11T12:01:00.000Z',
      n: Number(in11('n')),
      tag: in11('tag'),
    });
    expect(url(log.sign(promised))).toBe(in11('signature of the promise below'));
  });

  it('has the checkpoint of its log, its proof and its cosignature', () => {
    const [origin = '', size, root = ''] = checkpoint.split('\n');
    const [, listed = ''] = /`(\["[^`]+"\])`/.exec(sectionOf(11)) ?? [];
    const rest = (JSON.parse(listed) as string[]).map((each) => fromBase64url(each) as Uint8Array);
    expect(rest).toEqual([0x11, 0x33].map((byte) => Uint8Array.from({ length: 32 }, () => byte)));
    const [left, right] = rest as [Uint8Array, Uint8Array];
    const node = (one: Uint8Array, other: Uint8Array) => hash(Uint8Array.of(1), one, other);
    expect(node(node(left, leaf), right).toString('base64')).toBe(root);
    expect(toBase64(rootWith([{ index: 1, leaf }], Number(size), rest) ?? new Uint8Array())).toBe(root);

    const body = `${origin}\n${size}\n${root}\n`;
    const line = (name: string, ...blob: Uint8Array[]) => `— ${name} ${Buffer.concat(blob).toString('base64')}\n`;
    const own = line(origin, log.noteId(origin, 1), log.sign(body));
    const time = Number(in11('time of the cosignature'));
    const seconds = Buffer.alloc(8);
    seconds.writeBigUInt64BE(BigInt(time));
    const name = in11('verifier key of the witness').split('+')[0] ?? '';
    const said = witness.sign(`cosignature/v1\ntime ${time}\n${body}`);
    expect(`${checkpoint}\n`).toBe(`${body}\n${own}${line(name, witness.noteId(name, 4), seconds, said)}`);
    expect(log.verifierKey(origin, 1)).toBe(in11('verifier key of the log'));
    expect(witness.verifierKey(name, 4)).toBe(in11('verifier key of the witness'));

    // And this verifier reads them so.
    const [trusted] = readTrustedKeys(in11('verifier key of the log'));
    const signer = new Map([
      ['id', in11("id of the log's key")],
      ['publicKey', toBase64url(trusted?.publicKey ?? new Uint8Array())],
    ]);
    const read = readCheckpoint({ value: `${checkpoint}\n`, at: '' }, readSigners({ value: [signer], at: '' }));
    const keys = readWitnessKeys(in11('verifier key of the witness'));
    expect(checkCosignatures([read], keys, '', new SignatureBudget())).toEqual([
      { size: 3, witness: name, time: new Date(time * 1000).toISOString() },
    ]);
  });
});

it('has in section 13 the map that follows from the key of section 11', () => {
  const rows = rowsOf(sectionOf(13));
  const key = input('evidence key');
  const tags = [1, 2, 3, 4].map((n) => Buffer.from(tagOf(key, n)));
  const leafHashes = [
    Buffer.alloc(32, 0x11),
    Buffer.from(in11('leaf hash of the entry below'), 'base64url'),
    Buffer.alloc(32, 0x33),
  ];
  const leaves = leafHashes.map((each, at) => hash('zhinuo.map-leaf.v1\n', tags[at] as Buffer, each));
  const node = (left: Uint8Array, right: Uint8Array) => hash('zhinuo.map-node.v1\n', left, right);
  const [first, second, third] = leaves as [Buffer, Buffer, Buffer];
  for (const [at, tag] of tags.entries()) {
    expect(rows.get(`tag ${at + 1}`)).toBe(url(tag));
    const bits = ((tag[0] ?? 0) >> 4).toString(2).padStart(4, '0');
    expect(sectionOf(13)).toContain(`| tag ${at + 1} | \`${url(tag)}\` | ${bits} |`);
  }
  for (const [at, leaf] of leaves.entries()) expect(rows.get(`leaf ${at + 1}`)).toBe(url(leaf));
  expect(rows.get('root of 1 and 2 = node(leaf 1, leaf 2)')).toBe(url(node(first, second)));
  expect(rows.get('root of 1, 2, 3 = node(node(node(leaf 3, leaf 1), EMPTY), leaf 2)')).toBe(
    url(node(node(node(third, first), Buffer.alloc(32)), second)),
  );
});
