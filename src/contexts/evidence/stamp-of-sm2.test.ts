import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attestedLog, field } from '../../../test/support/attested-log.ts';
import { type EvidenceHouse, openEvidenceHouse } from '../../../test/support/evidence-house.ts';
import { startLocalTsa } from '../../../test/support/local-tsa.ts';
import { readTsaRoots } from '../../../verifier/src/timestamp-token.ts';
import { judgeTimestamps, readTimestamps } from '../../../verifier/src/timestamps.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Evidence } from './index.ts';

const HOUR = 3_600_000;

let house: EvidenceHouse;
beforeEach(async () => {
  house = await openEvidenceHouse();
  // OpenSSL stamps with the machine's time.
  house.clock.set(systemClock.now().toISOString());
});
afterEach(() => house.close());

const { open, grow, stateOf, gather, logOf } = attestedLog(() => house);

describe("time-stamps of China's commercial cryptography", () => {
  it('signed with SM2 and SM3 are checked like any other, asked for by SM3 where nothing else is taken, and verify', async () => {
    const other = await startLocalTsa({ key: 'sm2', digests: 'sm3' });
    const evidence = open({ tsa: other });
    await grow(evidence);
    await evidence.attestation.run();
    await other.close();
    expect(other.asked()).toBe(2);
    const state = (await stateOf(evidence)).tsa;
    expect(state).toMatchObject({ failure: null, newest: { by: 'Test TSA' } });
    const size = state?.newest?.size ?? 0;
    const { timestamps } = await gather(evidence, [size - 1], size);
    const claims = readTimestamps(field(timestamps), logOf(timestamps[0]?.checkpoint ?? ''));
    expect(await judgeTimestamps(claims, readTsaRoots(other.roots))).toMatchObject([
      { size, sm2: true, verified: true },
    ]);
  });

  it('kept unchecked before SM2 could be checked count once they were found to hold, and never otherwise', async () => {
    const other = await startLocalTsa({ key: 'sm2' });
    const evidence = open({ tsa: other });
    await grow(evidence);
    await evidence.attestation.run();
    const stamped = (await stateOf(evidence)).tsa?.newest?.size ?? 0;
    const asBefore = () =>
      house.database.transaction((tx) =>
        tx.execute("update evidence.timestamp set unchecked = 'sm2' where size = $1", [stamped], 'test.unchecked'),
      );
    const carried = async () => (await gather(evidence, [stamped - 1], stamped)).timestamps.length;
    const again = (by: Evidence) => {
      house.clock.advance(24 * HOUR);
      return by.attestation.run();
    };
    await asBefore();
    expect(await carried()).toBe(0);
    await again(evidence);
    expect(await carried()).toBe(1);
    const stranger = await startLocalTsa({ key: 'sm2' });
    await stranger.close();
    await asBefore();
    await again(open({ tsa: { ...other, roots: stranger.roots } }));
    await again(evidence);
    expect(await carried()).toBe(0);
    await other.close();
  });
});
