import type { Engagement } from '../../src/contexts/engagement/index.ts';
import { createProofDesk, createRights, type ProofDesk, type Rights } from '../../src/contexts/rights/index.ts';
import type { Tx } from '../../src/platform/database/index.ts';
import { JobQueue } from '../../src/platform/jobs/index.ts';
import type { TestVault } from './test-vault.ts';

/** Synthetic addresses of the person on the form. */
export const MOBILE = '13811112222';
export const EMAIL = 'synthetic@example.cn';

const nothingHere = async () => {
  throw new Error('there is nothing of it here');
};

// This world has no `customers`: nobody carries a tag in it, and nothing is corrected.
const NO_CUSTOMERS = {
  corrections: { correctField: nothingHere, deleteField: nothingHere },
  tags: {
    ofPersons: async () => [],
    take: nothingHere,
  },
};

/** The rights context on a test vault; `wordings` are the texts that are tried. */
export function openRights(
  { clock, database, gate, register, vault, evidence, log, keyring }: TestVault,
  wordings: readonly string[] = [],
): Rights {
  const jobs = new JobQueue(database, log);
  const { service } = keyring;
  return createRights({
    clock,
    database,
    gate,
    register,
    vault,
    evidence,
    jobs,
    customers: NO_CUSTOMERS,
    wordings: async () => wordings,
    codeKey: Buffer.alloc(32, 5),
    service,
  });
}

/** 举证台 on the same. Nothing is sent in this world: `messagesOf` says what was. */
export function openDesk(
  { clock, database, gate, register, vault, evidence, log, keyring }: TestVault,
  messagesOf: Engagement['messagesOf'] = async () => [],
): ProofDesk {
  const jobs = new JobQueue(database, log);
  const codeKey = Buffer.alloc(32, 5);
  return createProofDesk({
    clock,
    database,
    gate,
    register,
    vault,
    evidence,
    jobs,
    customers: NO_CUSTOMERS,
    codeKey,
    service: keyring.service,
    engagement: { messagesOf },
  });
}

/** A person who filled in the form, agreed to marketing by both channels, and (unless told) confirmed the mobile number. */
export async function formPerson(world: TestVault, tx: Tx, confirmed = true): Promise<string> {
  const { gate, vault } = world;
  const [id = ''] = await world.newPersons(tx, 1);
  const permit = await world.collect(tx, [id], ['name', 'mobile', 'email']);
  await vault.storeFields(tx, permit, [
    { person: id, field: 'name', value: '欧阳示例' },
    { person: id, field: 'mobile', value: MOBILE },
    { person: id, field: 'email', value: EMAIL },
  ]);
  await gate.setAddress(tx, { person: id, channel: 'sms', digest: vault.outerDigests('mobile', MOBILE).digest });
  await gate.setAddress(tx, { person: id, channel: 'email', digest: vault.outerDigests('email', EMAIL).digest });
  const shown = await gate.present(tx, {
    notice: 'privacy',
    activities: ['marketing'],
    surface: 'form:test',
    locale: 'zh-CN',
    person: id,
  });
  const answer = {
    person: id,
    presentation: shown.id,
    nonce: shown.nonce,
    activity: 'marketing',
    answer: 'granted',
    kind: 'general',
  } as const;
  await gate.recordConsents(
    tx,
    (['sms', 'email'] as const).map((channel) => ({ ...answer, how: 'explicit_action', channel, adultDeclared: true })),
  );
  if (confirmed) await gate.confirmAddress(tx, { person: id, channel: 'sms', how: 'code' });
  return id;
}
