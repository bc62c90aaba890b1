import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A, PERSON_B } from '../../../../test/support/evidence-house.ts';
import { type LocalAuthority, startLocalAuthority } from '../../../../test/support/local-authority.ts';
import { type LocalTsa, startLocalTsa } from '../../../../test/support/local-tsa.ts';
import { type LocalWitness, startLocalWitness } from '../../../../test/support/local-witness.ts';
import { systemClock } from '../../../platform/clock.ts';
import { silentLogger } from '../../../platform/logging.ts';
import { createEvidence, directoryDestination, type Evidence } from '../index.ts';

const ORIGIN = 'example.com/evidence';
let house: EvidenceHouse;
let tsa: LocalTsa;
let witness: LocalWitness;
let authority: LocalAuthority;
let evidence: Evidence;
const base = mkdtempSync(join(tmpdir(), 'zhinuo-trusted-'));

// A log whose signing key was rotated, whose checkpoints are attested, and of which a copy was lost that showed more.
beforeAll(async () => {
  house = await openEvidenceHouse();
  const { clock, service, database } = house;
  clock.set(systemClock.now().toISOString());
  tsa = await startLocalTsa({ key: 'p256' });
  authority = await startLocalAuthority(tsa);
  const current = () => evidence.verifierKey();
  witness = await startLocalWitness(
    'witness.example/w1',
    () => [current()],
    () => clock.now(),
  );
  const options = { anyPayload: true, clock, service, database, log: silentLogger(), origin: ORIGIN } as const;
  const revocation = `ocsp ${authority.url}/ocsp/middle\ncrl ${authority.url}/crl/root`;
  const attestation = { tsa: { ...tsa, revocation }, witnesses: `${witness.key} ${witness.url}/\n` };
  const copies = [directoryDestination(join(base, 'log'))];
  const grow = async (on: EvidenceHouse, server: Evidence, persons: readonly string[]) => {
    const acts = persons.map((person) => ({ kind: 'consent' as const, person, payload: { person } }));
    await on.database.transaction((tx) => server.recordActs(tx, acts));
    await server.mergePending();
  };
  const lost = await openEvidenceHouse();
  const before = createEvidence({ ...options, database: lost.database, copies });
  await grow(lost, before, [PERSON_A, PERSON_B, PERSON_A]);
  await before.copyLog();
  await lost.close();
  evidence = createEvidence({ ...options, attestation, copies, checkedAgainst: () => ({ tables: [] }) });
  await database.transaction((tx) => evidence.recordAct(tx, { kind: 'import', payload: {} }));
  await evidence.mergePending();
  await database.transaction((tx) => evidence.acceptSetBack(tx, { by: 'staff:1', reason: '硬盘损坏' }));
  await grow(house, evidence, [PERSON_A, PERSON_B]);
  await evidence.keys.rotate(async () => undefined);
  await grow(house, evidence, [PERSON_A]);
  clock.advance(1_000);
  await evidence.keys.rotate(async () => undefined);
  await grow(house, evidence, [PERSON_A]);
  await evidence.attestation.run();
  const until = clock.now();
  const addresses = [{ channel: 'sms', digest: Buffer.alloc(36, 7) }];
  const terms = { consentUntil: until, messagesUntil: until, by: 'dpo', reason: 'asked', addresses };
  await database.transaction((tx) => evidence.erasePerson(tx, PERSON_B, terms));
  await evidence.mergePending();
});
afterAll(async () => {
  await witness.close();
  await authority.close();
  await tsa.close();
  await house.close();
  rmSync(base, { recursive: true, force: true });
});

async function findings(): Promise<string[]> {
  await house.database.transaction((tx) => evidence.selfCheck.begin(tx, 'test'));
  await evidence.selfCheck.run();
  const [report] = await house.database.transaction((tx) => evidence.selfCheck.reports(tx, 1));
  expect(report?.state).toBe('finished');
  return (report?.findings ?? []).map(({ what, at }) => `${what} ${at.split(' ')[0]}`);
}

const ATTACKS: readonly (readonly [name: string, table: string, sql: string, found: string])[] = [
  [
    'a key of nobody put in',
    'signing_key',
    `insert into evidence.signing_key values (9, repeat('a', 32), decode(repeat('ab', 32), 'hex'), now(), now(), null)`,
    'record-odd evidence.signing_key',
  ],
  [
    'a key put in under the entry of another',
    'signing_key',
    `insert into evidence.signing_key select 9, repeat('a', 32), decode(repeat('ab', 32), 'hex'), since, overlap_until, entry from evidence.signing_key where ordinal = 1`,
    'record-changed evidence.signing_key',
  ],
  [
    'the first key exchanged',
    'signing_key',
    `update evidence.signing_key set public_key = decode(repeat('ab', 32), 'hex') where ordinal = 0`,
    'record-changed evidence.signing_key',
  ],
  [
    'a later key exchanged',
    'signing_key',
    `update evidence.signing_key set public_key = decode(repeat('ab', 32), 'hex') where ordinal = 2`,
    'record-changed evidence.signing_key',
  ],
  [
    'the id of a key edited',
    'signing_key',
    `update evidence.signing_key set id = repeat('a', 32) where ordinal = 1`,
    'record-changed evidence.signing_key',
  ],
  [
    'the overlap of two keys lengthened',
    'signing_key',
    `update evidence.signing_key set overlap_until = overlap_until + interval '1 year' where ordinal = 2`,
    'record-changed evidence.signing_key',
  ],
  [
    'a key forgotten',
    'signing_key',
    'delete from evidence.signing_key where ordinal = 0',
    'record-changed evidence.signing_key',
  ],
  [
    'a loss that nobody accepted',
    'accepted_set_back',
    `insert into evidence.accepted_set_back select size + 1, root, note, accepted_at, accepted_by from evidence.accepted_set_back`,
    'record-odd evidence.accepted_set_back',
  ],
  [
    'a loss of a note that nobody accepted',
    'accepted_set_back',
    `insert into evidence.accepted_set_back select size, decode(repeat('ab', 32), 'hex'), replace(note, encode(root, 'base64'), encode(decode(repeat('ab', 32), 'hex'), 'base64')), accepted_at, accepted_by from evidence.accepted_set_back`,
    'record-odd evidence.accepted_set_back',
  ],
  ['an accepted loss forgotten', 'accepted_set_back', 'delete from evidence.accepted_set_back', 'record-missing'],
  [
    'who accepted a loss edited',
    'accepted_set_back',
    `update evidence.accepted_set_back set accepted_by = 'staff:2'`,
    'record-odd evidence.accepted_set_back',
  ],
  [
    'when a loss was accepted edited',
    'accepted_set_back',
    `update evidence.accepted_set_back set accepted_at = accepted_at + interval '1 day'`,
    'record-odd evidence.accepted_set_back',
  ],
  [
    'the time of a stamp edited',
    'timestamp',
    `update evidence.timestamp set time = time - interval '1 day'`,
    'stamp-odd evidence.timestamp',
  ],
  [
    'a stamp moved to another checkpoint',
    'timestamp',
    `update evidence.timestamp set size = (select min(size) from evidence.checkpoint where size > 0)`,
    'stamp-odd evidence.timestamp',
  ],
  [
    'the time of a cosignature edited',
    'cosignature',
    `update evidence.cosignature set time = time - interval '1 day'`,
    'stamp-odd evidence.cosignature',
  ],
  [
    'the witness of a cosignature edited',
    'cosignature',
    `update evidence.cosignature set witness = 'witness.example/w2'`,
    'stamp-odd evidence.cosignature',
  ],
  [
    'the line of a cosignature edited',
    'cosignature',
    `update evidence.cosignature set line = left(line, 40)`,
    'stamp-odd evidence.cosignature',
  ],
  [
    'the signature of a stamp forged',
    'timestamp',
    `update evidence.timestamp set token = set_byte(token, octet_length(token) - 5, get_byte(token, octet_length(token) - 5) # 1)`,
    'stamp-unsigned evidence.timestamp',
  ],
  [
    'a stamp said to have been refused',
    'timestamp',
    `update evidence.timestamp set unchecked = 'refused'`,
    'stamp-unsigned evidence.timestamp',
  ],
  [
    'who stamped edited',
    'timestamp',
    `update evidence.timestamp set tsa = 'another authority'`,
    'stamp-odd evidence.timestamp',
  ],
  [
    'the signature of a cosignature forged',
    'cosignature',
    `update evidence.cosignature set line = overlay(line placing 'AAAA' from length(line) - 20)`,
    'stamp-unsigned evidence.cosignature',
  ],
  [
    'a certificate said to be revoked',
    'revocation_answer',
    `update evidence.revocation_answer set revoked_at = made - interval '1 year', reason = 1 where kind = 'ocsp'`,
    'stamp-odd evidence.revocation_answer',
  ],
  [
    'when a list was made edited',
    'revocation_answer',
    `update evidence.revocation_answer set made = made + interval '1 day' where kind = 'crl'`,
    'stamp-odd evidence.revocation_answer',
  ],
  [
    'the answer of an authority forged',
    'revocation_answer',
    `update evidence.revocation_answer set answer = set_byte(answer, octet_length(answer) - 5, get_byte(answer, octet_length(answer) - 5) # 1)
      where kind = 'crl'`,
    'stamp-unsigned evidence.revocation_answer',
  ],
  [
    'an address bound to somebody who was not erased',
    'erased_address',
    `update evidence.erased_address set person = '${PERSON_A}'`,
    'record-odd evidence.erased_address',
  ],
];

it('finds what was changed in the rows that the check and the bundles believe', async () => {
  for (const table of new Set(ATTACKS.map(([, each]) => each)))
    expect([table, (await house.count(`evidence.${table}`)) > 0]).toEqual([table, true]);
  expect(await findings()).toEqual([]);
  const missed: string[] = [];
  for (const [name, table, sql, expected] of ATTACKS) {
    const put = async (...statements: readonly string[]) =>
      house.database.transaction(async (tx) => {
        await tx.execute("set local session_replication_role = 'replica'");
        const changed: number[] = [];
        for (const statement of statements) changed.push(await tx.execute(statement));
        return changed;
      });
    const changed = await put(`create table public.kept as table evidence.${table}`, sql);
    expect([name, changed.at(-1)]).toEqual([name, 1]);
    const found = await findings();
    if (!found.some((each) => each.startsWith(expected))) missed.push(`${name}: ${found.join('; ')}`);
    await put(
      `delete from evidence.${table}`,
      `insert into evidence.${table} table public.kept`,
      'drop table public.kept',
    );
  }
  expect(missed).toEqual([]);
  expect(await findings()).toEqual([]);
});
