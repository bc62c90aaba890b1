import type { Activity, Recipient } from './activity.ts';
import type { FieldCode } from './fields.ts';

/** What the register says is handled and who gets it: the pairs that the gate allows, nothing beside. */
export interface DataMap {
  readonly collected: readonly { readonly activity: string; readonly field: FieldCode }[];
  readonly shared: readonly {
    readonly activity: string;
    readonly recipient: string;
    readonly role: Recipient['role'];
    readonly fields: readonly FieldCode[];
  }[];
}

/** The data map of these activities; those that have ended handle nothing. */
export function dataMapOf(
  activities: readonly Pick<Activity, 'code' | 'fields' | 'recipients' | 'endedAt'>[],
): DataMap {
  const running = activities.filter(({ endedAt }) => endedAt === null);
  return {
    collected: running.flatMap(({ code, fields }) => fields.map(({ field }) => ({ activity: code, field }))),
    shared: running.flatMap(({ code, recipients }) =>
      recipients.map(({ name, role, fields }) => ({ activity: code, recipient: name, role, fields })),
    ),
  };
}
