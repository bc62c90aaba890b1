import type { Json } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/database/index.ts';
import { findCosignature } from '../domain/cosignature.ts';
import { certificatesBehind, certificatesIn } from '../domain/revocable-token.ts';
import { certificateDigest, readOcspAnswer, readRevocationList } from '../domain/revocation-answer.ts';
import { keptToken } from '../domain/timestamp-token.ts';
import { type RevocationRow, revocationAnswers } from '../store/revocation-answers.ts';
import { AT_ONE_MOMENT, type Checking } from './checking.ts';
import type { Step } from './finding.ts';

/** Stamps take some milliseconds each, cosignatures a tenth of one: a step of either is short. */
const STAMPS = 32;
const COSIGNATURES = 256;

interface Stamp {
  readonly size: number;
  readonly time: Date;
  readonly tsa: string;
  readonly token: Buffer;
  readonly unchecked: string | null;
  readonly note: string;
}

interface Cosigned {
  readonly size: number;
  readonly witness: string;
  readonly time: Date;
  readonly line: string;
  readonly note: string;
}

/**
 * Checks the signatures of stored time-stamps, answers about their certificates and cosignatures again, as on the day on which they came, by the roots and
 * witnesses that are configured now. Without a time-stamping authority in the settings, and for a witness that is not there any more, nothing is known to check by.
 */
export async function* checkAttested(checking: Checking, from: Json): AsyncGenerator<Step> {
  const begun = from as { cosigned: boolean; after: number } | null;
  const asked = new Set<string>();
  let after = begun?.cosigned === true ? Number.POSITIVE_INFINITY : (begun?.after ?? 0);
  while (checking.settings.attesters.roots.length > 0 && after < Number.POSITIVE_INFINITY) {
    const page = await checking.database.transaction((tx) => stampsAfter(tx, after), AT_ONE_MOMENT);
    for (const stamp of page) await checkStamp(checking, stamp, asked);
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.size;
    yield { cursor: { cosigned: false, after }, looked: page.length };
  }
  for (after = begun?.cosigned === true ? begun.after : 0; checking.settings.attesters.witnesses.length > 0; ) {
    const page = await checking.database.transaction((tx) => cosignedAfter(tx, after), AT_ONE_MOMENT);
    for (const row of page) checkCosignature(checking, row);
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.size;
    yield { cursor: { cosigned: true, after }, looked: page.length };
  }
}

function stampsAfter(tx: Tx, after: number): Promise<Stamp[]> {
  return tx.query<Stamp>(
    `select t.size, t.time, t.tsa, t.token, t.unchecked, c.note from evidence.timestamp t join evidence.checkpoint c using (size)
      where size > $1 order by size limit ${STAMPS}`,
    [after],
  );
}

// Whole checkpoints, whoever cosigned them.
function cosignedAfter(tx: Tx, after: number): Promise<Cosigned[]> {
  return tx.query<Cosigned>(
    `select o.size, o.witness, o.time, o.line, c.note from evidence.cosignature o join evidence.checkpoint c using (size)
      where size > $1 and size <= (select max(size) from (select size from evidence.cosignature where size > $1 order by size limit ${COSIGNATURES}) as page)
      order by size, witness`,
    [after],
  );
}

async function checkStamp(checking: Checking, stamp: Stamp, asked: Set<string>): Promise<void> {
  const { roots } = checking.settings.attesters;
  const at = `evidence.timestamp ${stamp.size}`;
  // Stamps of SM2 that wait to be checked are in no bundle yet.
  if (stamp.unchecked === 'sm2') return;
  const kept = await keptToken(stamp.token, { data: Buffer.from(stamp.note, 'utf8'), roots });
  if ((kept === undefined) !== (stamp.unchecked === 'refused')) {
    const expected =
      kept === undefined ? 'a token over the checkpoint, signed under a root in the settings' : 'that it holds';
    checking.found({ what: 'stamp-unsigned', at, expected, found: kept === undefined ? 'another' : 'refused' });
  }
  if (kept === undefined) return;
  if (kept.time.getTime() !== stamp.time.getTime() || kept.tsa !== stamp.tsa)
    checking.found({ what: 'stamp-odd', at, expected: `${kept.time.toISOString()}, ${kept.tsa}`, found: 'another' });
  await checkAnswers(checking, stamp.token, asked);
}

// Most stamps have the same certificates.
async function checkAnswers(checking: Checking, token: Buffer, asked: Set<string>): Promise<void> {
  const key = certificatesIn(token)
    .map((each) => certificateDigest(each).toString('hex'))
    .join();
  if (asked.has(key)) return;
  asked.add(key);
  for (const { certificate, issuer } of await certificatesBehind(token, checking.settings.attesters.roots)) {
    const digest = certificateDigest(certificate);
    const rows = await checking.database.transaction((tx) => revocationAnswers(tx, [digest]), AT_ONE_MOMENT);
    for (const row of rows) {
      const read = row.kind === 'ocsp' ? readOcspAnswer : readRevocationList;
      const said = await read(row.answer, certificate, issuer);
      const at = `evidence.revocation_answer ${digest.toString('hex').slice(0, 16)} ${row.kind}`;
      if (said === undefined)
        checking.found({
          what: 'stamp-unsigned',
          at,
          expected: 'an answer that its authority signed',
          found: 'another',
        });
      else if (wordOf(said) !== wordOf(row))
        checking.found({ what: 'stamp-odd', at, expected: wordOf(said), found: wordOf(row) });
    }
  }
}

function wordOf({ made, revokedAt, reason }: Pick<RevocationRow, 'made' | 'revokedAt' | 'reason'>): string {
  return `${made.toISOString()} ${revokedAt?.toISOString() ?? 'not revoked'} ${reason ?? ''}`.trim();
}

function checkCosignature(checking: Checking, { size, witness, time, line, note }: Cosigned): void {
  const known = checking.settings.attesters.witnesses.find(({ name }) => name === witness);
  if (known === undefined) return;
  const holds = findCosignature(line, note, known);
  if (holds !== undefined && holds.time.getTime() === time.getTime()) return;
  const at = `evidence.cosignature ${size}/${witness}`;
  checking.found({ what: 'stamp-unsigned', at, expected: 'a line that the witness signed', found: 'another' });
}
