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

/** Sightings: of each its record's ordinal, the place of its kind among all kinds, and its digest, in words of four bytes. */
export interface Sightings {
  readonly words: Int32Array<ArrayBuffer>;
  readonly kinds: readonly Kind[];
  readonly seenAt: Date;
}

/** What is to be stored of them, as rows of two binary COPYs, and how the thread stands. */
export interface Linked {
  readonly claims: Uint8Array<ArrayBuffer>;
  readonly members: Uint8Array<ArrayBuffer>;
  readonly clusters: number;
  readonly bytes: number;
}

/** Words of a sighting. */
export const WORDS = 2 + DIGEST_BYTES / 4;
const NO_DIGEST = Buffer.alloc(0);
const MEMBER_BYTES = 18;

const index = new LinkIndex();
const writer = new ClaimWriter();
// A record's head plus one; 0: alone.
let heads = new Int32Array(1 << 16);

// Connects sightings and writes out what there is to store, while the other thread digests the next.
parentPort?.on('message', ({ words, kinds, seenAt }: Sightings) => {
  const bytes = new Uint8Array(words.buffer);
  const seen = { digest: NO_DIGEST, from: seenAt, to: null, verifiedAt: null, seenAt, source: 'bench' };
  const known = kinds.map((kind) => ({ ...kind, of: index.classOf(kind.type, kind.issuer, kind.scope) }));
  for (let at = 0; at < words.length; at += WORDS) {
    const ordinal = words[at] as number;
    const { type, issuer, scope, of } = known[words[at + 1] as number] as (typeof known)[number];
    const digest = (at + 2) * 4;
    index.add(ordinal, of, bytes, digest, seenAt, null);
    writer.add({ ordinal, type, issuer, scope, ...seen }, bytes, digest);
  }
  const claims = writer.finish() as Uint8Array<ArrayBuffer>;
  const { rows: members, clusters } = membersOf((words.length / WORDS) * 2);
  const linked: Linked = { claims, members, clusters, bytes: index.bytes };
  parentPort?.postMessage(linked, [claims.buffer, members.buffer]);
});

/** Who is one human as rows of a binary COPY, two fields of four bytes each: every record once, when it is first in a cluster. */
function membersOf(most: number): { rows: Uint8Array<ArrayBuffer>; clusters: number } {
  const rows = Buffer.alloc(COPY_HEADER.length + most * MEMBER_BYTES + COPY_END.length);
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
      rows[at + 1] = 2;
      rows[at + 5] = 4;
      rows.writeInt32BE(record, at + 6);
      rows[at + 13] = 4;
      rows.writeInt32BE(head, at + 14);
      at += MEMBER_BYTES;
    }
  }
  at += COPY_END.copy(rows, at);
  return { rows: rows.subarray(0, at) as Uint8Array<ArrayBuffer>, clusters };
}
