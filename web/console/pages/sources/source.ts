/** How a source reaches the server. */
export type SourceKind = 'tracker' | 'wecom' | 'wechat' | 'webhook' | 'tmall';

/** The path that the other system calls; none for a tracker. */
export function callbackPath(source: { readonly kind: SourceKind; readonly code: string }): string | undefined {
  if (source.kind === 'tracker') return undefined;
  return `/hooks/${source.kind === 'webhook' ? 'in' : source.kind}/${source.code}`;
}

/** A source of events, as the API shows it. */
export interface Source {
  readonly code: string;
  readonly kind: SourceKind;
  readonly name: { readonly zh: string; readonly en: string };
  readonly issuer: string;
  readonly activity: string;
  readonly withoutPermission: 'drop' | 'count';
  readonly undeclared: 'block' | 'report';
  readonly quota: number;
  readonly createdAt: string;
  readonly revokedAt: string | null;
  readonly hours: readonly { readonly hour: string; readonly outcomes: Readonly<Record<string, number>> }[];
  readonly reported: readonly { readonly kind: string; readonly detail: string; readonly count: number }[];
  /** Of WeCom through a provider's application. */
  readonly suite: { readonly suiteId: string; readonly authorised?: boolean; readonly authorisedAt?: string } | null;
  readonly waiting: number;
  readonly lagMs: number;
}

/** What became of events, in the order in which it is shown. */
export const OUTCOMES = ['kept', 'unknown', 'dropped', 'duplicate', 'blocked', 'other'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Sums of some hours by what became of the events. */
export function sums(hours: Source['hours']): Record<Outcome, number> {
  const total: Record<Outcome, number> = { kept: 0, unknown: 0, dropped: 0, duplicate: 0, blocked: 0, other: 0 };
  for (const { outcomes } of hours)
    for (const [outcome, count] of Object.entries(outcomes)) total[outcomeOf(outcome)] += count;
  return total;
}

// "dropped:not-permitted" and "counted:not-permitted" are both people whose analysis is not permitted; behind a number that nobody has, there is nobody to permit it.
function outcomeOf(outcome: string): Outcome {
  if (outcome.endsWith(':unknown-person')) return 'unknown';
  if (outcome.startsWith('dropped:') || outcome.startsWith('counted:')) return 'dropped';
  return OUTCOMES.find((each) => each === outcome) ?? (outcome === 'identified' ? 'kept' : 'other');
}

/** A property of the tracking plan as a row that can be edited. */
export interface PlanRow {
  readonly event: string;
  readonly property: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'time';
  readonly field: string;
  readonly column?: 'none' | 'amount-yuan' | 'amount-fen' | 'quantity';
  /** The words of a text that class the event outside the vault. */
  readonly words?: readonly string[];
}

/** What people call an event; both or none. */
export interface EventLabel {
  readonly zh?: string;
  readonly en?: string;
}

interface PlannedEvent {
  readonly name: string;
  readonly label?: EventLabel;
  readonly properties: Readonly<Record<string, Omit<PlanRow, 'event' | 'property'>>>;
}

export interface Plan {
  readonly plan: readonly PlannedEvent[];
}

/** The plan as rows, one a property. */
export function rowsOf({ plan }: Plan): PlanRow[] {
  return plan.flatMap(({ name, properties }): PlanRow[] => {
    const rows = Object.entries(properties).map(([property, told]) => ({ event: name, property, ...told }));
    // An event that carries nothing is a row without a property.
    return rows.length > 0 ? rows : [{ event: name, property: '', kind: 'text', field: 'behaviour' }];
  });
}

/** What the plan calls its events, by their names. */
export function labelsOf({ plan }: Plan): Readonly<Record<string, EventLabel>> {
  return Object.fromEntries(plan.flatMap(({ name, label }) => (label === undefined ? [] : [[name, label]])));
}

/** The rows as a plan. An event that is called something in one language alone is called so in both. */
export function planOf(rows: readonly PlanRow[], labels: Readonly<Record<string, EventLabel>>): Plan {
  const events = new Map<string, Record<string, object>>();
  for (const { event, property, kind, field, column, words = [] } of rows) {
    const properties = events.get(event) ?? {};
    events.set(event, properties);
    if (property.trim() === '') continue;
    properties[property] = {
      kind,
      field,
      ...(column === undefined || column === 'none' ? {} : { column }),
      ...(kind !== 'text' || words.length === 0 ? {} : { words }),
    };
  }
  return {
    plan: [...events].map(([name, properties]) => {
      const [zh = '', en = ''] = [labels[name]?.zh?.trim(), labels[name]?.en?.trim()];
      const label = zh === '' && en === '' ? {} : { label: { zh: zh || en, en: en || zh } };
      return { name, ...label, properties: properties as PlannedEvent['properties'] };
    }),
  };
}
