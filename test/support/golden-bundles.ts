import { createHash } from 'node:crypto';
import { createEvidence } from '../../src/contexts/evidence/index.ts';
import { redactionOf } from '../../src/contexts/rights/domain/redaction.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { ACCOUNT, openBundleLine, PAGE, PAGE_HASH } from './bundle-line.ts';
import { PERSON_A, PERSON_B } from './evidence-house.ts';
import { startLocalAuthority } from './local-authority.ts';
import { startLocalTsa } from './local-tsa.ts';
import { startLocalWitness } from './local-witness.ts';

/** A bundle to be kept, with the key of its log. */
export interface GoldenBundle {
  readonly name: string;
  readonly text: string;
  readonly key: string;
  /** The roots of the authority that stamped it, in PEM, and the key of the witness that cosigned it; undefined if nobody did. */
  readonly attested?: { readonly roots: string; readonly witness: string };
}

/** Makes small bundles of every form that the product issues, of synthetic people on a log of their own. */
export async function makeGoldenBundles(): Promise<GoldenBundle[]> {
  const line = await openBundleLine();
  const { database, evidence, clock } = line.house;
  try {
    clock.advance(60_000);
    await database.transaction((tx) =>
      evidence.recordAct(tx, {
        kind: 'withdrawal',
        person: PERSON_A,
        payload: { activity: 'marketing', channel: 'sms', through: 'sms-reply' },
      }),
    );
    clock.advance(60_000);
    const person = await line.issue({ related: [line.notice] });
    clock.advance(60_000);
    const redacted = await line.issue({ related: [line.notice], redaction: redactionOf(['channel']) });
    clock.advance(60_000);
    const answers = await database.transaction((tx) =>
      evidence.recordActs(tx, [
        { kind: 'consent', person: PERSON_A, payload: { activity: 'marketing', answer: 'granted' } },
        { kind: 'refusal', person: PERSON_B, payload: { activity: 'marketing', answer: 'refused' } },
      ]),
    );
    await evidence.coverActs();
    const subject = { activity: 'marketing', from: '2026-11-11T00:00:00.000Z', to: '2026-11-12T00:00:00.000Z' };
    const activity = await database.transaction(async (tx) => {
      const related = [line.notice, line.place.receipt];
      const parts = await evidence.activityBundle(tx, { subject, related, people: answers.map(({ id }) => id) });
      return evidence.sealBundle({ parts, notices: [{ html: PAGE }], account: ACCOUNT });
    });
    const key = `${evidence.verifierKey()}\n`;
    return [
      { name: 'v2-person', text: person, key },
      { name: 'v2-redacted', text: redacted, key },
      { name: 'v2-activity', text: activity, key },
    ];
  } finally {
    await line.house.close();
  }
}

/** A wording of an experiment: canonical JSON, whose SHA-256 stands in the entry of the presentation. */
const WORDING = '{"code":"b","words":{"ask":{"en":"May we send you news?","zh":"愿意收到新品消息吗？"}}}';

/** Makes the bundle of a person who was shown a wording that was tried, with its text. */
export async function makeWordingBundle(): Promise<GoldenBundle> {
  const line = await openBundleLine();
  const { database, evidence, clock } = line.house;
  try {
    clock.advance(60_000);
    const wording = { id: 'plain/b', hash: createHash('sha256').update(WORDING).digest('hex') };
    const payload = { notice: 'privacy', version: 1, page: PAGE_HASH, locale: 'zh-CN', wording };
    await database.transaction((tx) => evidence.recordAct(tx, { kind: 'presentation', person: PERSON_A, payload }));
    const text = await line.issue({ related: [line.notice], pages: [PAGE, WORDING] });
    return { name: 'v2-wording', text, key: `${evidence.verifierKey()}\n` };
  } finally {
    await line.house.close();
  }
}

/**
 * Makes the bundle of a person whose log a time-stamping authority of OpenSSL's has stamped and a witness has cosigned, at the machine's time; `v2-answered` carries
 * besides what the authorities behind the stamp said of its certificates, one by OCSP and one in a list; in `v2-sm2` all of
 * these sign with SM2 and SM3.
 */
export async function makeAttestedBundle(name: 'v2-attested' | 'v2-answered' | 'v2-sm2'): Promise<GoldenBundle> {
  const line = await openBundleLine();
  const { clock, database, evidence } = line.house;
  // OpenSSL stamps with the machine's time.
  clock.set(systemClock.now().toISOString());
  const tsa = await startLocalTsa(name === 'v2-sm2' ? { key: 'sm2', digests: 'sm3' } : { key: 'p256' });
  const authority = await startLocalAuthority(tsa, { signer: tsa.sm2 ? 'issuer' : 'delegate' });
  const revocation = `ocsp ${authority.url}/ocsp/middle\ncrl ${authority.url}/crl/root`;
  const witness = await startLocalWitness(
    'witness.example/w1',
    () => [evidence.verifierKey()],
    () => clock.now(),
  );
  try {
    const attesting = createEvidence({
      anyPayload: true,
      ...line.house,
      log: silentLogger(),
      origin: 'example.com/evidence',
      attestation: {
        tsa: name === 'v2-attested' ? tsa : { ...tsa, revocation },
        witnesses: `${witness.key} ${witness.url}`,
      },
    });
    await attesting.mergePending();
    await attesting.attestation.run();
    const state = await database.transaction((tx) => attesting.attestation.state(tx));
    if (state.tsa?.newest === null) throw new Error('the checkpoint was not stamped');
    return {
      name,
      text: await line.issue({ related: [line.notice] }),
      key: `${evidence.verifierKey()}\n`,
      attested: { roots: tsa.roots, witness: `${witness.key}\n` },
    };
  } finally {
    await witness.close();
    await authority.close();
    await tsa.close();
    await line.house.close();
  }
}
