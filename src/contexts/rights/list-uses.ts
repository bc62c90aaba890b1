import type { Tx } from '../../platform/database/index.ts';
import type { Bilingual } from '../../platform/failure.ts';
import { fieldKind, type Operation } from '../register/index.ts';
import type { RightsContext } from './rights-context.ts';

/** One use in plain words. */
export interface UseLine {
  readonly id: string;
  readonly at: Date;
  readonly activity: Bilingual;
  readonly operation: Bilingual;
  readonly fields: readonly Bilingual[];
  readonly by: Bilingual;
  readonly receipt: string;
}

const OPERATIONS: Partial<Record<Operation, Bilingual>> = {
  collect: { zh: '收集', en: 'collected' },
  store: { zh: '存储', en: 'stored' },
  use: { zh: '使用', en: 'used' },
  transmit: { zh: '传输', en: 'transmitted' },
  entrust: { zh: '委托处理', en: 'entrusted' },
  provide: { zh: '提供给第三方', en: 'provided to a third party' },
  staff_access: { zh: '员工查看', en: 'seen by staff' },
};

// Nobody opened the person's fields: they were counted with everybody else.
const ANALYSED: Bilingual = { zh: '人群分析', en: 'analysed as one of a group' };

/** Uses of these records, newest first, a page of `limit` each time; the cursor is opaque. */
export async function listUses(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
  page: { limit: number; cursor?: string },
): Promise<{ items: UseLine[]; next: string | null }> {
  const names = new Map((await context.register.activities(tx)).map((activity) => [activity.code, activity.name]));
  // One cursor for several records: "<index of the record>:<its own cursor>", one record after the other.
  const [start, inner] = splitCursor(page.cursor, persons.length);
  const person = persons[start];
  if (person === undefined) return { items: [], next: null };
  const answer = await context.gate.usesOf(
    tx,
    person,
    inner === '' ? { limit: page.limit } : { limit: page.limit, cursor: inner },
  );
  const next =
    answer.next !== undefined ? `${start}:${answer.next}` : start + 1 < persons.length ? `${start + 1}:` : null;
  return {
    items: answer.items.map((use) => ({
      id: use.use,
      at: use.at,
      activity: names.get(use.activity) ?? { zh: use.activity, en: use.activity },
      operation:
        use.population && use.operation === 'use'
          ? ANALYSED
          : (OPERATIONS[use.operation] ?? { zh: '处理', en: 'handled' }),
      fields: use.fields.map((field) => fieldKind(field).label),
      by: actor(use.by, use.recipients),
      receipt: use.receipt,
    })),
    next,
  };
}

function splitCursor(cursor: string | undefined, records: number): [number, string] {
  const match = /^(\d{1,3}):(.*)$/.exec(cursor ?? '0:');
  const index = Number(match?.[1] ?? records);
  return [index, match?.[2] ?? ''];
}

// Staff and machines are told by their part, not by name: who exactly it was stands in the evidence.
function actor(by: string, recipients: readonly string[]): Bilingual {
  const whom: Bilingual = by.startsWith('person')
    ? { zh: '您本人', en: 'yourself' }
    : by.startsWith('staff')
      ? { zh: '我们的员工', en: 'our staff' }
      : { zh: '系统', en: 'the system' };
  if (recipients.length === 0) return whom;
  return { zh: `${whom.zh}，接收方：${recipients.join('、')}`, en: `${whom.en}; recipients: ${recipients.join(', ')}` };
}
