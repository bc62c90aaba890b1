import { parentPort } from 'node:worker_threads';
import { DIGEST_BYTES } from '../src/contexts/customers/identity/domain/claim.ts';
import type { IdentifierType } from '../src/contexts/customers/identity/domain/identifier-types.ts';
import { LinkIndex } from '../src/contexts/customers/identity/domain/link-index.ts';
import { ClaimWriter, COPY_END, COPY_HEADER } from '../src/contexts/customers/identity/store/claim-writer.ts';

/** Of what type identifiers are, who issued them and for what. */
export interface Kind {
  readonly type: IdentifierType;
  readonly issuer: string;
  readonly scope: string;
}

/** What both threads see of one batch, used again when it is stored. */
export interface Lane {
  /** Of each sighting its record's ordinal, the place of its kind among all kinds, and its digest, in words of four bytes. */
  readonly words: SharedArrayBuffer;
  /** What is to be stored of them, as rows of two binary COPYs. */
  readonly claims: SharedArrayBuffer;
  readonly members: SharedArrayBuffer;
}

/** Sightings to connect. */
export interface Sightings {
  readonly lane: Lane;
  readonly count: number;
  readonly kinds: readonly Kind[];
  readonly seenAt: Date;
}

/** How many bytes of claims and members there are to store, and how the thread stands. */
export interface Linked {
  readonly claims: number;
  readonly members: number;
  readonly clusters: number;
  readonly bytes: number;
}

/** Words of a sighting. */
export const WORDS = 2 + DIGEST_BYTES / 4;
/** Bytes of a member's row, and more than a claim's takes. */
export const MEMBER_BYTES = 18;
export const CLAIM_BYTES = 160;
const NO_DIGEST = Buffer.alloc(0);

const index = new LinkIndex();
const writer = new ClaimWriter();
// A record's head plus one; 0: alone.
let heads = new Int32Array(1 << 16);

// Connects sightings and writes out what there is to store, while the other thread digests the next.
parentPort?.on('message', ({ lane, count, kinds, seenAt }: Sightings) => {
  const words = new Int32Array(lane.words);
  const bytes = new Uint8Array(lane.words);
  const seen = { digest: NO_DIGEST, from: seenAt, to: null, verifiedAt: null, seenAt, source: 'bench' };
  const known = kinds.map((kind) => ({ ...kind, of: index.classOf(kind.type, kind.issuer, kind.scope) }));
  for (let at = 0; at < count * WORDS; at += WORDS) {
    const ordinal = words[at] as number;
    const { type, issuer, scope, of } = known[words[at + 1] as number] as (typeof known)[number];
    const digest = (at + 2) * 4;
    index.add(ordinal, of, bytes, digest, seenAt, null);
    writer.add({ ordinal, type, issuer, scope, ...seen }, bytes, digest);
  }
  const claims = writer.finish();
  new Uint8Array(lane.claims).set(claims);
  const { length, clusters } = membersInto(Buffer.from(lane.members));
  const linked: Linked = { claims: claims.length, members: length, clusters, bytes: index.bytes };
  parentPort?.postMessage(linked);
});

/** Who is one human as rows of a binary COPY, two fields of four bytes each: every record once, when it is first in a cluster. */
function membersInto(rows: Buffer): { length: number; clusters: number } {
  let at = COPY_HEADER.copy(rows);
  let clusters = 0;
  for (const { records, plain } of index.takeTouched()) {
    const head = records[0] as number;
    if (!plain) throw new Error('a contradiction that nobody made');
    clusters += 1;
    for (const record of records) {
      if (record >= heads.length) {
        const larger = new Int32Array(record * 2);
        larger.set(heads);
        heads = larger;
      }
      // Here nobody's cluster changes twice; where that may be, heads are moved (`writeHeads`).
      if (heads[record] !== 0) throw new Error('a record in two clusters');
      heads[record] = head + 1;
      rows.writeInt16BE(2, at);
      rows.writeInt32BE(4, at + 2);
      rows.writeInt32BE(record, at + 6);
      rows.writeInt32BE(4, at + 10);
      rows.writeInt32BE(head, at + 14);
      at += MEMBER_BYTES;
    }
  }
  at += COPY_END.copy(rows, at);
  return { length: at, clusters };
}
