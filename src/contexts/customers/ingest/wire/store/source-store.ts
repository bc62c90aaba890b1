import type { Tx } from '../../../../../platform/database/index.ts';
import type { Bilingual } from '../../../../../platform/failure.ts';
import type { FieldCode } from '../../../../register/index.ts';
import type { WebhookRule } from '../../callback/domain/webhook-rules.ts';
import type { WechatAccount } from '../../callback/domain/wechat-events.ts';
import type { WecomSuite } from '../../callback/domain/wecom-events.ts';
import type { PlannedEvent } from '../domain/tracking-plan.ts';

/** What kind of system a source is: a tracker with a write key, WeCom, an account of WeChat, or one that signs its messages. */
export type SourceKind = 'tracker' | 'wecom' | 'wechat' | 'webhook' | 'tmall';

/** What only some kinds of sources have. */
export interface SourceSettings {
  readonly rules?: readonly WebhookRule[];
  readonly account?: WechatAccount;
  readonly suite?: SuiteState;
}

/** A provider's application at WeCom, the corporation that authorised it, and whether that stands, as WeCom told last. */
export interface SuiteState extends WecomSuite {
  readonly authorised?: boolean;
  /** RFC 3339. */
  readonly authorisedAt?: string;
}

/** Where events come from. */
export interface SourceRow {
  readonly code: string;
  readonly kind: SourceKind;
  readonly name: Bilingual;
  /** The system whose user numbers these are. */
  readonly issuer: string;
  /** What kind of number they are, and within what they are unique (a corporation of WeCom); empty for the whole issuer. */
  readonly identifierType: string;
  readonly identifierScope: string;
  /** How a webhook's messages are read; what kind of account of WeChat it is. */
  readonly settings: SourceSettings | null;
  readonly activity: string;
  /** What becomes of events of people whose analysis is not permitted. */
  readonly withoutPermission: 'drop' | 'count';
  /** What becomes of what the tracking plan does not declare. */
  readonly undeclared: 'block' | 'report';
  /** How people of this source are told when they register, as declared; null: events make nobody. */
  readonly notice: { readonly how: string; readonly proofHash: string } | null;
  /** Events a minute. */
  readonly quota: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

const COLUMNS = `code, kind, name, issuer, identifier_type as "identifierType", identifier_scope as "identifierScope", settings, activity, without_permission as "withoutPermission", undeclared, notice, quota,
  created_by as "createdBy", created_at as "createdAt", revoked_at as "revokedAt"`;

/** Adds a source; false when the code is taken. */
export async function insertSource(tx: Tx, row: SourceRow, keyDigest: Buffer): Promise<boolean> {
  const { code, name, issuer, activity, withoutPermission, undeclared, notice, quota, createdBy, createdAt } = row;
  const { kind, identifierType, identifierScope, settings } = row;
  const added = await tx.execute(
    `insert into customers.source (code, name, issuer, activity, without_permission, undeclared, notice, quota, key_digest, created_by, created_at,
       kind, identifier_type, identifier_scope, settings)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict (code) do nothing`,
    [
      code,
      name,
      issuer,
      activity,
      withoutPermission,
      undeclared,
      notice,
      quota,
      keyDigest,
      createdBy,
      createdAt,
      kind,
      identifierType,
      identifierScope,
      settings,
    ],
  );
  return added === 1;
}

export async function findSourceByKey(tx: Tx, keyDigest: Buffer): Promise<SourceRow | undefined> {
  return tx.first<SourceRow>(
    `select ${COLUMNS} from customers.source where key_digest = $1 and revoked_at is null`,
    [keyDigest],
    'customers.source-by-key',
  );
}

export async function findSource(tx: Tx, code: string): Promise<SourceRow | undefined> {
  return tx.first<SourceRow>(`select ${COLUMNS} from customers.source where code = $1`, [code]);
}

export async function listSources(tx: Tx): Promise<SourceRow[]> {
  return tx.query<SourceRow>(`select ${COLUMNS} from customers.source order by code`);
}

/** Which kind of account of WeChat each AppID is that a source was connected with. */
export async function wechatAccounts(tx: Tx): Promise<Map<string, WechatAccount>> {
  const rows = await tx.query<{ scope: string; account: WechatAccount }>(
    `select identifier_scope as scope, settings->>'account' as account from customers.source
     where kind = 'wechat' and settings ? 'account'`,
    [],
    'customers.wechat-accounts',
  );
  return new Map(rows.map(({ scope, account }) => [scope, account]));
}

/** Ends a source's key; false when it has ended already or there is none. */
export async function revokeSourceRow(tx: Tx, code: string, at: Date): Promise<boolean> {
  const ended = await tx.execute('update customers.source set revoked_at = $2 where code = $1 and revoked_at is null', [
    code,
    at,
  ]);
  return ended === 1;
}

/** Puts another key in the place of a source's key, also of one that had ended. */
export async function replaceSourceKey(tx: Tx, code: string, keyDigest: Buffer): Promise<void> {
  await tx.execute('update customers.source set key_digest = $2, revoked_at = null where code = $1', [code, keyDigest]);
}

/** The tracking plan of a source. */
export async function readPlan(tx: Tx, source: string): Promise<PlannedEvent[]> {
  const rows = await tx.query<PlannedEvent & { label: Bilingual | null }>(
    'select name, label, properties from customers.planned_event where source = $1 order by name',
    [source],
    'customers.read-plan',
  );
  return rows.map(({ label, ...event }) => (label === null ? event : { ...event, label }));
}

/** The events of all tracking plans in the order of their names, with what people call them: what the first source says that says something. */
export async function plannedEvents(tx: Tx): Promise<{ readonly name: string; readonly label: Bilingual | null }[]> {
  return tx.query(
    `select name, (array_agg(label order by source) filter (where label is not null))[1] as label
       from customers.planned_event group by name order by name limit 500`,
    [],
    'customers.planned-events',
  );
}

/** What people call these events, where a tracking plan says so. */
export async function eventLabels(tx: Tx, names: readonly string[]): Promise<{ code: string; name: Bilingual }[]> {
  if (names.length === 0) return [];
  return tx.query(
    `select name as code, (array_agg(label order by source))[1] as name
       from customers.planned_event where name = any ($1::text[]) and label is not null group by name`,
    [names],
    'customers.event-labels',
  );
}

/** The fields to which the plans bind the properties of events of some names, plan by plan; none for an event without properties. */
export async function boundFields(
  tx: Tx,
  names: readonly string[],
): Promise<{ readonly name: string; readonly fields: FieldCode[] }[]> {
  return tx.query(
    `select name, array(select distinct value->>'field' from jsonb_each(properties)) as fields
       from customers.planned_event where name = any ($1::text[])`,
    [names],
    'customers.bound-fields',
  );
}

/** Puts a plan in the place of the one before. */
export async function replacePlan(
  tx: Tx,
  source: string,
  plan: readonly PlannedEvent[],
  saved: { by: string; at: Date },
): Promise<void> {
  await tx.execute('delete from customers.planned_event where source = $1', [source]);
  await tx.execute(
    `insert into customers.planned_event (source, name, label, properties, saved_by, saved_at)
     select $1, name, label::jsonb, properties::jsonb, $5, $6 from unnest($2::text[], $3::text[], $4::text[]) as planned (name, label, properties)`,
    [
      source,
      plan.map((each) => each.name),
      plan.map(({ label }) => (label === undefined ? null : JSON.stringify(label))),
      plan.map((each) => JSON.stringify(each.properties)),
      saved.by,
      saved.at,
    ],
  );
}

/** One count: of events, or of a reported name. */
export interface SourceCount {
  readonly kind: string;
  readonly detail: string;
  readonly count: number;
}

/** Adds to the counts of an hour. */
export async function addCounts(tx: Tx, source: string, hour: Date, counts: readonly SourceCount[]): Promise<void> {
  if (counts.length === 0) return;
  await tx.execute(
    `insert into customers.source_count as c (source, hour, kind, detail, count)
     select $1, $2, kind, detail, count from unnest($3::text[], $4::text[], $5::bigint[]) as added (kind, detail, count)
     on conflict (source, hour, kind, detail) do update set count = c.count + excluded.count`,
    [
      source,
      hour,
      counts.map((each) => each.kind),
      counts.map((each) => each.detail),
      counts.map((each) => each.count),
    ],
    'customers.add-source-counts',
  );
}

/** Counts of all sources since an instant. */
export async function countsSince(tx: Tx, since: Date): Promise<(SourceCount & { source: string; hour: Date })[]> {
  return tx.query(
    `select source, hour, kind, detail, count from customers.source_count where hour >= $1 order by source, hour, kind, detail`,
    [since],
  );
}

/** Adds to the counts without identity of a day (YYYY-MM-DD, Asia/Shanghai). */
export async function addAnonymous(
  tx: Tx,
  source: string,
  counted: readonly { day: string; name: string; count: number }[],
): Promise<void> {
  if (counted.length === 0) return;
  await tx.execute(
    `insert into customers.anonymous_count as c (source, day, name, count)
     select $1, day, name, count from unnest($2::date[], $3::text[], $4::bigint[]) as added (day, name, count)
     on conflict (source, day, name) do update set count = c.count + excluded.count`,
    [source, counted.map((each) => each.day), counted.map((each) => each.name), counted.map((each) => each.count)],
    'customers.add-anonymous-counts',
  );
}

/** Saves how a webhook's messages are read. */
export async function saveSettings(tx: Tx, code: string, settings: SourceSettings): Promise<void> {
  await tx.execute('update customers.source set settings = $2 where code = $1', [code, JSON.stringify(settings)]);
}

/** Notes whether a suite's authorisation stands, unless something later was told already. */
export async function noteAuthorised(tx: Tx, code: string, authorised: boolean, at: Date): Promise<void> {
  await tx.execute(
    `update customers.source set settings = jsonb_set(settings, '{suite}', settings->'suite' || jsonb_build_object('authorised', $2::boolean, 'authorisedAt', $3::text))
      where code = $1 and settings ? 'suite' and coalesce(settings->'suite'->>'authorisedAt', '') <= $3`,
    [code, authorised, at.toISOString()],
  );
}
