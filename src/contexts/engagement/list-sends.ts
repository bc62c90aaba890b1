import type { Tx } from '../../platform/database/index.ts';
import type { Tier } from '../../platform/http/index.ts';
import { ADDRESS_FIELD } from './domain/campaign.ts';
import type { EngagementDeps } from './engagement-deps.ts';
import { listSends, type Send, type SendFilter } from './store/send-store.ts';

/** A send record with the address masked for who looks; null where it may not be shown or is gone. */
export interface SendRecord extends Send {
  readonly address: string | null;
}

/** A page of send records, newest first. The masked addresses are a use of their own under customer administration: one receipt a page. */
export async function sendRecords(
  deps: EngagementDeps,
  tx: Tx,
  filter: SendFilter,
  viewer: { by: string; tier: Tier; role?: string },
): Promise<SendRecord[]> {
  const sends = await listSends(tx, filter);
  const masks = new Map<string, string>();
  for (const channel of ['sms', 'email'] as const) {
    const persons = [...new Set(sends.filter((send) => send.channel === channel).map(({ person }) => person))];
    if (persons.length === 0) continue;
    const field = ADDRESS_FIELD[channel];
    const { permit } = await deps.gate.usePersons(tx, {
      activity: 'customer-administration',
      operation: 'staff_access',
      fields: [field],
      persons,
      by: viewer.by,
      subject: 'send-records',
    });
    if (permit === null) continue;
    const allowed = persons.filter((person) => permit.persons.has(person));
    const values = await deps.vault.readMasked(tx, permit, allowed, [field], viewer);
    for (const [person, fields] of values) {
      const mask = fields[field];
      if (mask !== undefined) masks.set(`${channel}|${person}`, mask);
    }
  }
  return sends.map((send) => ({ ...send, address: masks.get(`${send.channel}|${send.person}`) ?? null }));
}
