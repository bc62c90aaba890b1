import type { Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import type { EngagementDeps } from './engagement-deps.ts';

/**
 * The digest by which the gate knows a mobile; undefined for what is no mobile number: it belongs to nobody, and sending it again would not change
 * that. Throws whatever else the vault throws, so that no "no" is lost.
 */
export async function addressDigest(
  deps: Pick<EngagementDeps, 'vault'>,
  tx: Tx,
  mobile: string,
): Promise<Buffer | undefined> {
  try {
    return (await deps.vault.addressDigests(tx, 'mobile', [mobile]))[0];
  } catch (error) {
    if (error instanceof Failure && error.code === 'vault.malformed-value') return undefined;
    throw error;
  }
}
