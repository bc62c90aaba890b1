import type { Tx } from '../../platform/database/index.ts';
import type { Bilingual } from '../../platform/failure.ts';
import { type Activity, type FieldCode, fieldKind } from '../register/index.ts';
import { type CollectedRow, groupOf, sceneName, withinWindow } from './domain/collected-list.ts';
import { useOwn } from './held-fields.ts';
import { ownTags } from './own-tags.ts';
import type { RightsContext } from './rights-context.ts';
import { toldActivities } from './told-activities.ts';

/** The windows that a person can choose, in days; null is everything. */
export const COLLECTED_WINDOWS = [7, 30, 90, 180, 365] as const;

/**
 * What was collected about the person behind these records (已收集个人信息清单): what, masked, for what, where, how often and when last, for the
 * last `days` or all. Reading it is a use under "individual rights" with its receipt (PIPL 45).
 */
export async function collectedList(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
  days: number | null,
): Promise<CollectedRow[]> {
  const activities = await toldActivities(context, tx);
  const scenes = await context.gate.scenesOf(tx, persons);
  const told = new Map<string, Bilingual[]>();
  for (const { activity, source } of scenes) told.set(activity, [...(told.get(activity) ?? []), sceneName(source)]);
  const about = (field: FieldCode) => purposesOf(activities, told, field);
  const rows = [
    ...(await valueRows(context, tx, persons, about)),
    ...(await saidRows(context, tx, persons, about)),
    ...(await countedRows(context, tx, persons, about)),
    ...(await tagRows(context, tx, persons)),
  ];
  return withinWindow(rows, days === null ? null : new Date(context.clock.now().getTime() - days * 86_400_000));
}

type About = (field: FieldCode) => Pick<CollectedRow, 'purposes' | 'scenes'>;

// An activity concerns this person when they came to it; otherwise all that the register names for the field, as the notice does.
function purposesOf(
  activities: readonly Activity[],
  told: ReadonlyMap<string, readonly Bilingual[]>,
  field: FieldCode,
): Pick<CollectedRow, 'purposes' | 'scenes'> {
  const naming = activities.filter(({ fields }) => fields.some((each) => each.field === field));
  const own = naming.filter(({ code }) => told.has(code));
  const used = own.length > 0 ? own : naming;
  return {
    purposes: unique(used.map(({ name }) => name)),
    scenes: unique(own.flatMap(({ code }) => told.get(code) ?? [])),
  };
}

function unique(texts: readonly Bilingual[]): Bilingual[] {
  return [...new Map(texts.map((text) => [text.zh, text])).values()];
}

async function valueRows(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
  about: About,
): Promise<CollectedRow[]> {
  const versions = await context.vault.heldVersions(tx, persons);
  const fields = [...new Set(versions.map(({ field }) => field))];
  if (fields.length === 0) return [];
  const grant = await useOwn(context, tx, persons, fields, 'privacy-centre:collected');
  const values = await context.vault.readMasked(tx, grant.permit, persons, fields, { tier: 1, role: 'person' });
  return fields.map((field) => {
    const held = versions.filter((each) => each.field === field);
    const shown = [...new Set([...values.values()].flatMap((record) => record[field] ?? []))];
    return {
      group: groupOf(field),
      field,
      name: fieldKind(field).label,
      content: shown.length === 0 ? null : shown.join('、'),
      ...about(field),
      count: held.reduce((sum, { version }) => sum + version, 0),
      latest: new Date(Math.max(...held.map(({ storedAt }) => storedAt.getTime()))),
    };
  });
}

async function saidRows(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
  about: About,
): Promise<CollectedRow[]> {
  const acts = [];
  for (const person of persons) acts.push(...(await context.gate.actsOf(tx, person, MOST_ACTS)));
  const times = acts.map(({ at }) => at.getTime());
  return times.length === 0 ? [] : [recordRow('consent_record', times.length, Math.max(...times), about)];
}

const MOST_ACTS = 2_000;

// What we say of the person ourselves, under its own name.
async function tagRows(context: RightsContext, tx: Tx, persons: readonly string[]): Promise<CollectedRow[]> {
  return (await ownTags(context, tx, persons)).map(({ name, activity, givenAt }) => ({
    ...{
      group: 'inferred',
      field: null,
      name,
      content: null,
      purposes: [activity],
      scenes: [],
      count: 1,
      latest: givenAt,
    },
  }));
}

async function countedRows(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
  about: About,
): Promise<CollectedRow[]> {
  const { records } = context;
  if (records === undefined) return [];
  const rows: CollectedRow[] = [];
  const messages = await records.messages(tx, persons);
  if (messages.length > 0)
    rows.push(recordRow('contact_record', messages.length, Math.max(...messages.map((at) => at.getTime())), about));
  for (const { name, count, latest } of await records.events(tx, persons))
    rows.push({ ...recordRow('behaviour', count, latest.getTime(), about), content: name });
  for (const { name, count, latest } of await records.traits(tx, persons))
    rows.push({ ...recordRow('tags', count, latest.getTime(), about), content: name });
  return rows;
}

function recordRow(field: FieldCode, count: number, latest: number, about: About): CollectedRow {
  const { label } = fieldKind(field);
  return {
    ...{ group: groupOf(field), field: null, name: label, content: null, count, latest: new Date(latest) },
    ...about(field),
  };
}
