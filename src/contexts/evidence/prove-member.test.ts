import { createHash, createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A, PERSON_B } from '../../../test/support/evidence-house.ts';
import { verify } from '../../../verifier/src/verify.ts';
import { canonicalJson, type Json, seal, toBase64url } from '../../platform/crypto/index.ts';
import { memberLeaf, memberSalt } from './domain/member-tree.ts';
import { treeHash, verifyInclusion } from './domain/merkle.ts';
import { accountStart, type BundleMember, type MemberPlace } from './index.ts';
import { detailBinding, detailKey } from './store/batches.ts';

let house: EvidenceHouse;
beforeAll(async () => {
  house = await openEvidenceHouse();
});
afterAll(() => house.close());

const bytesOf = (person: string) => Buffer.from(person.replaceAll('-', ''), 'hex');

function idAt(ids: Buffer, position: number): string {
  const hex = ids.toString('hex', position * 16, position * 16 + 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

interface Recorded {
  readonly receipt: string;
  readonly root: string;
  readonly size: number;
  readonly ids: Buffer;
}

async function record(ids: Buffer, pieces: number): Promise<Recorded> {
  const length = Math.ceil(ids.length / pieces);
  const members = Array.from({ length: pieces }, (_, piece) => ids.subarray(piece * length, (piece + 1) * length));
  const { receipt } = await house.database.transaction((tx) =>
    house.evidence.recordUseBatch(tx, { payload: { activity: 'marketing' }, members }),
  );
  const { members: tree } = receipt.opening.payload as { members: { root: string; size: number } };
  return { receipt: receipt.id, ...tree, ids };
}

const placeIn = ({ receipt, ids }: Recorded, position: number): MemberPlace => ({
  receipt,
  position,
  ids: async (start, end) => ids.subarray(start * 16, end * 16),
});

const prove = (recorded: Recorded, position: number, person = idAt(recorded.ids, position)) =>
  house.database.transaction((tx) => house.evidence.proveMember(tx, person, placeIn(recorded, position)));

/** Recomputed as an outsider would, from docs/evidence-format.md. */
function holds({ root, size }: Recorded, person: string, member: BundleMember): boolean {
  const data = Buffer.concat([Buffer.of(0), Buffer.from(member.salt, 'base64url'), bytesOf(person)]);
  return verifyInclusion({
    leaf: createHash('sha256').update(data).digest(),
    index: BigInt(member.position),
    size: BigInt(size),
    root: Buffer.from(root, 'base64url'),
    proof: member.inclusion.map((hashed) => Buffer.from(hashed, 'base64url')),
  });
}

describe('the tree of a use’s members', () => {
  it('proves every member of trees of any size, however the ids arrive', async () => {
    for (const size of [1, 2, 3, 7, 1_000, 4_095, 4_096, 4_097, 8_192, 12_289]) {
      const recorded = await record(randomBytes(size * 16), (size % 3) + 1);
      expect(recorded.size).toBe(size);
      const positions = new Set([0, 1, 4_095, 4_096, size >> 1, size - 2, size - 1]);
      for (const position of [...positions].filter((each) => each >= 0 && each < size)) {
        const person = idAt(recorded.ids, position);
        const member = await prove(recorded, position);
        expect(member).toMatchObject({ position, payload: { person } });
        expect(member !== undefined && holds(recorded, person, member)).toBe(true);
      }
    }
  });

  it('is a place for nobody when nobody was used', async () => {
    const recorded = await record(Buffer.alloc(0), 1);
    expect(recorded).toMatchObject({ size: 0, root: createHash('sha256').digest('base64url') });
    await expect(prove(recorded, 0, PERSON_A)).rejects.toThrow('no such place');
  });

  it('has a salt for each place that no other place or batch has', async () => {
    const ids = randomBytes(5_000 * 16);
    const first = await record(ids, 1);
    const second = await record(ids, 1);
    expect(first.root).not.toBe(second.root);
    const proofs = await Promise.all([prove(first, 0), prove(first, 1), prove(first, 4_999), prove(second, 0)]);
    expect(new Set(proofs.map((proof) => proof?.salt)).size).toBe(4);
  });

  it('proves nothing from members that are not those of the entry', async () => {
    const recorded = await record(randomBytes(4_100 * 16), 1);
    await expect(prove(recorded, 5, PERSON_A)).rejects.toThrow('not those that its entry commits to');
    const other = Buffer.from(recorded.ids);
    other[7 * 16] = (other[7 * 16] ?? 0) ^ 1;
    for (const position of [6, 7])
      await expect(prove({ ...recorded, ids: other }, position)).rejects.toThrow('not those that its entry commits to');
    // Another group's members are not looked at.
    expect(await prove({ ...recorded, ids: other }, 4_099)).toBeDefined();
  });

  it('refuses an id that is cut off, and leaves nothing', async () => {
    const entries = await house.count('evidence.entry');
    await expect(record(randomBytes(17), 1)).rejects.toThrow('cut off');
    expect(await house.count('evidence.entry')).toBe(entries);
  });

  it('lets other work run while it hashes', async () => {
    let turns = 0;
    let recording = true;
    const count = () => {
      turns += 1;
      if (recording) setImmediate(count);
    };
    setImmediate(count);
    await record(Buffer.alloc(40_960 * 16, 1), 1);
    recording = false;
    expect(turns).toBeGreaterThanOrEqual(10);
  });
});

describe('in a bundle', () => {
  type Related = {
    entry: string;
    member: { position: number; salt: string; payload: Json; inclusion: string[] } | null;
  };

  async function bundleOf(person: string, places: MemberPlace[]): Promise<string> {
    await house.evidence.mergePending();
    return house.database.transaction(async (tx) => {
      const parts = await house.evidence.personBundle(tx, await house.evidence.endKey(tx, person), { places });
      return house.evidence.sealBundle({
        parts,
        notices: [],
        account: { zh: accountStart('zh'), en: accountStart('en') },
      });
    });
  }

  function resealed(text: string, change: (member: NonNullable<Related['member']>) => void): string {
    const { bundle } = JSON.parse(text) as { bundle: { related: Related[]; version: number } };
    for (const { member } of bundle.related) if (member !== null) change(member);
    const { signingKey } = house.service;
    const bytes = Buffer.from(`zhinuo.bundle.v${bundle.version}\n${canonicalJson(bundle as unknown as Json)}`);
    const signature = { key: signingKey.id, signature: signingKey.sign(bytes).toString('base64url') };
    return canonicalJson({ bundle: bundle as unknown as Json, signature });
  }

  const flip = (text: string, at: number) => {
    const bytes = Buffer.from(text, 'base64url');
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes.toString('base64url');
  };

  it('the verifier accepts a member of 10,000 and nothing that is changed, though signed again', async () => {
    const ids = Buffer.concat([randomBytes(6_000 * 16), bytesOf(PERSON_A), randomBytes(3_999 * 16)]);
    const recorded = await record(ids, 4);
    const text = await bundleOf(PERSON_A, [placeIn(recorded, 6_000)]);
    expect(verify(text)).toMatchObject({ ok: true });
    expect(verify(resealed(text, () => undefined))).toMatchObject({ ok: true });
    const changes: ((member: NonNullable<Related['member']>) => void)[] = [
      (member) => Object.assign(member, { position: 5_999 }),
      (member) => Object.assign(member, { payload: { person: PERSON_B } }),
      (member) => Object.assign(member, { payload: { person: PERSON_A, detail: null } }),
      (member) => member.inclusion.pop(),
      (member) => member.inclusion.push(member.salt),
      (member) => member.inclusion.reverse(),
      ...Array.from({ length: 32 }, (_, at) => (member: NonNullable<Related['member']>) => {
        member.salt = flip(member.salt, at);
      }),
      ...Array.from({ length: 14 * 32 }, (_, at) => (member: NonNullable<Related['member']>) => {
        const place = Math.floor(at / 32);
        member.inclusion[place] = flip(member.inclusion[place] ?? '', at % 32);
      }),
    ];
    for (const change of changes) expect(verify(resealed(text, change)), String(change)).toMatchObject({ ok: false });
  });

  it('a use recorded in version 1 still has its proof', async () => {
    const secret = randomBytes(32);
    const batch = '01890000-0000-7000-8000-0000000000b1';
    const detail = { fields: ['mobile'] };
    const leaves = [PERSON_B, PERSON_A].map((person, at) => memberLeaf(memberSalt(secret, at), person, detail));
    // The salt as docs/evidence-format.md tells it.
    const counter = Buffer.concat([Buffer.from('zhinuo.member-salt.v1'), Buffer.of(0, 0, 0, 1)]);
    expect(memberSalt(secret, 1)).toEqual(createHmac('sha256', secret).update(counter).digest());
    await house.database.transaction(async (tx) => {
      const receipt = await house.evidence.recordAct(tx, {
        kind: 'use-batch',
        payload: { members: { root: toBase64url(treeHash(leaves)), size: 2 }, use: { activity: 'marketing' } },
      });
      await tx.execute('insert into evidence.batch (id, entry, secret, leaves) values ($1, $2, $3, $4)', [
        batch,
        receipt.id,
        house.service.sealSmall('evidence.batch-secrets', secret),
        Buffer.concat(leaves),
      ]);
      const sealed = seal(detailKey(secret), Buffer.from(canonicalJson(detail)), detailBinding(batch, 1));
      await tx.execute('insert into evidence.member (batch, position, person, detail) values ($1, 1, $2, $3)', [
        batch,
        PERSON_A,
        sealed,
      ]);
      // The context that keeps the members tells this use's place as well; there is one proof of it.
      const place = { receipt: receipt.id, position: 1, ids: async () => Buffer.alloc(0) };
      expect(await house.evidence.proveMember(tx, PERSON_A, place)).toBeUndefined();
    });
    const text = await bundleOf(PERSON_A, []);
    expect(verify(text)).toMatchObject({ ok: true });
    expect(text).toContain('"detail":{"fields":["mobile"]}');
  });
});
