import { type AttestationSettings, createEvidence, type Evidence } from '../../src/contexts/evidence/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { readCheckpoint } from '../../verifier/src/checkpoint.ts';
import type { Log } from '../../verifier/src/entries.ts';
import { Claims } from '../../verifier/src/inclusion.ts';
import { readSigners } from '../../verifier/src/signers.ts';
import { parseStrictly } from '../../verifier/src/strict-json.ts';
import { type EvidenceHouse, PERSON_A } from './evidence-house.ts';

/** A value as the verifier reads it from a bundle. */
export const field = (value: unknown) => ({ value: parseStrictly(JSON.stringify(value), ''), at: 'x' });

/** What tests of time-stamps and cosignatures do with the house of the moment. */
export function attestedLog(house: () => EvidenceHouse) {
  return {
    /** A server that has its checkpoints attested so. */
    open: (attestation: AttestationSettings): Evidence =>
      createEvidence({
        anyPayload: true,
        ...house(),
        log: silentLogger(),
        origin: 'example.com/evidence',
        attestation,
      }),
    /** Records acts of one person and merges them. */
    async grow(evidence: Evidence, count = 1): Promise<void> {
      const acts = Array.from({ length: count }, (_, at) => ({
        kind: 'consent' as const,
        person: PERSON_A,
        payload: { at },
      }));
      await house().database.transaction((tx) => evidence.recordActs(tx, acts));
      await evidence.mergePending();
    },
    stateOf: (evidence: Evidence) => house().database.transaction((tx) => evidence.attestation.state(tx)),
    gather: (evidence: Evidence, indexes: number[], size: number) =>
      house().database.transaction((tx) => evidence.attestation.gather(tx, indexes, size)),
    /** The log as the verifier knows it by this checkpoint. */
    logOf(note: string): Log {
      const { id, publicKey } = house().service.signingKey;
      const signers = readSigners(field([{ id, publicKey: publicKey.toString('base64url') }]));
      return { version: 2, checkpoint: readCheckpoint(field(note), signers), signers, claims: new Claims() };
    },
  };
}
