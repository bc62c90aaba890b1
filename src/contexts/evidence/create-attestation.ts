import type { Certificate } from 'pkijs';
import type { Tx } from '../../platform/database/index.ts';
import { REVOCATION, type RevocationAddresses, revocationAttestor } from './ask-revocation.ts';
import { type Attestor, attestIfDue } from './attest-checkpoint.ts';
import { type WitnessAddress, witnessAttestor, witnessName } from './cosign-checkpoint.ts';
import { parseWitnessKey, type Witness } from './domain/cosignature.ts';
import { certificatesIn } from './domain/revocable-token.ts';
import { certificateDigest } from './domain/revocation-answer.ts';
import type { AttestedParts } from './domain/timestamp-part.ts';
import { readCertificates } from './domain/timestamp-token.ts';
import type { EvidenceContext } from './evidence-context.ts';
import { badRevocationAddress, badTsaRoots, badWitness } from './evidence-failures.ts';
import { gatherAttestations } from './gather-attestations.ts';
import { TSA, tsaAttestor } from './stamp-checkpoint.ts';
import {
  type AttestorRow,
  attestors,
  newestCosignature,
  newestTimestamps,
  type TimestampRow,
} from './store/attestations.ts';
import { revocationAnswers } from './store/revocation-answers.ts';

/** Who attests checkpoints from outside, as it is configured; without any, nothing is asked. */
export interface AttestationSettings {
  /** A time-stamping authority of RFC 3161, and the PEM of the roots that its chain must lead to. */
  readonly tsa?: {
    readonly url: string;
    readonly roots: string;
    /** Where revocation may be asked about: lines of `ocsp` or `crl`, a space and an address; empty lines and those with # are passed over. */
    readonly revocation?: string;
  };
  /** Lines of a C2SP verifier key, a space and the address that `/add-checkpoint` is appended to; empty lines and those with # are passed over. */
  readonly witnesses?: string;
}

/** How it stands with somebody who attests. */
export interface AttestorState {
  readonly name: string;
  readonly triedAt: Date | null;
  readonly succeededAt: Date | null;
  /** Failures since the last success, and the code of the last. */
  readonly failures: number;
  readonly failure: string | null;
  /** The newest checkpoint that they attested, and when by their clock. */
  readonly newest: {
    readonly size: number;
    readonly time: Date;
    readonly by: string;
  } | null;
}

/** How it stands with attestation; `tsa` is null while none is configured. */
export interface AttestationState {
  readonly tsa: AttestorState | null;
  readonly witnesses: readonly AttestorState[];
  /** Null while no address is configured. `newest` tells the oldest answer about the certificates behind the newest stamp. */
  readonly revocation: AttestorState | null;
}

/** Those whose signatures on checkpoints count here. */
export interface Attesters {
  /** Empty while no time-stamping authority is configured. */
  readonly roots: readonly Certificate[];
  readonly witnesses: readonly Witness[];
}

/** Time-stamps and cosignatures on checkpoints. */
export interface Attestation {
  /** As configured now. */
  readonly attesters: Attesters;
  /** Asks everybody who is due, one after another; call it every few seconds. Failures are kept and tried again, never thrown. */
  run(): Promise<void>;
  /** What was attested up to the checkpoint of `size`, for a bundle with entries at these places. */
  gather(tx: Tx, indexes: readonly number[], size: number): Promise<AttestedParts>;
  /** For the operator. */
  state(tx: Tx): Promise<AttestationState>;
}

/** Opens attestation. Throws `evidence.bad-tsa-roots` or `evidence.bad-witness` when a setting can't be used. */
export function createAttestation(context: EvidenceContext, settings: AttestationSettings): Attestation {
  const witnesses = readWitnesses(settings.witnesses ?? '');
  const asked: Attestor[] = witnesses.map((witness) => witnessAttestor(context, witness));
  const roots = settings.tsa === undefined ? [] : readCertificates(settings.tsa.roots);
  if (roots === undefined) throw badTsaRoots();
  if (settings.tsa !== undefined) {
    const tsa = { url: settings.tsa.url, roots };
    asked.push(tsaAttestor(context, tsa));
    if (settings.tsa.revocation !== undefined)
      asked.push(revocationAttestor(context, tsa, readAddresses(settings.tsa.revocation)));
  }
  return {
    attesters: { roots, witnesses },
    async run() {
      for (const attestor of asked) await attestIfDue(context, attestor);
    },
    gather: gatherAttestations,
    async state(tx) {
      const rows = new Map((await attestors(tx)).map((row) => [row.name, row]));
      const [stamp] = await newestTimestamps(tx, 1);
      const states: AttestorState[] = [];
      for (const witness of witnesses) {
        const newest = await newestCosignature(tx, witness.name);
        states.push(stateOf(witness.name, rows.get(witnessName(witness)), newest && { ...newest, by: witness.name }));
      }
      const tsa = settings.tsa === undefined ? null : stateOf(TSA, rows.get(TSA), stamp && { ...stamp, by: stamp.tsa });
      const told = stamp && (await toldOf(tx, stamp));
      const asked = settings.tsa?.revocation === undefined ? null : stateOf(REVOCATION, rows.get(REVOCATION), told);
      return { tsa, witnesses: states, revocation: asked };
    },
  };
}

function stateOf(
  name: string,
  row: AttestorRow | undefined,
  newest: { size: number; time: Date; by: string } | undefined,
): AttestorState {
  return {
    name,
    triedAt: row?.triedAt ?? null,
    succeededAt: row?.succeededAt ?? null,
    failures: row?.failures ?? 0,
    failure: row?.failure ?? null,
    newest: newest === undefined ? null : { size: newest.size, time: newest.time, by: newest.by },
  };
}

async function toldOf(tx: Tx, { token, size }: TimestampRow) {
  const answers = await revocationAnswers(tx, certificatesIn(token).map(certificateDigest));
  const [oldest] = answers.sort((a, b) => a.made.getTime() - b.made.getTime());
  return oldest && { size, time: oldest.made, by: oldest.kind };
}

function readAddresses(text: string): RevocationAddresses {
  const found = { ocsp: [] as string[], crls: [] as string[] };
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const [kind = '', url = '', ...more] = line.split(/\s+/);
    const protocol = URL.canParse(url) ? new URL(url).protocol : '';
    if (!['ocsp', 'crl'].includes(kind) || more.length > 0 || !['https:', 'http:'].includes(protocol))
      throw badRevocationAddress();
    (kind === 'ocsp' ? found.ocsp : found.crls).push(url);
  }
  return found;
}

function readWitnesses(text: string): WitnessAddress[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const witnesses = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [key = '', url = '', ...more] = line.split(/\s+/);
      const witness = parseWitnessKey(key);
      const protocol = URL.canParse(url) ? new URL(url).protocol : '';
      if (witness === undefined || more.length > 0 || !['https:', 'http:'].includes(protocol)) throw badWitness();
      return { ...witness, url };
    });
  if (new Set(witnesses.map(({ name }) => name)).size < witnesses.length) throw badWitness();
  return witnesses;
}
