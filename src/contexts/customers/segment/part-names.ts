import type { Tx } from '../../../platform/database/index.ts';
import { fieldError } from '../../../platform/failure.ts';
import { listComputed } from '../computed/store/computed-store.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields } from '../customers-failures.ts';
import { eventLabels } from '../ingest/wire/store/source-store.ts';
import { organisationNames } from '../organisations/store/organisation-store.ts';
import { listTags } from '../tags/store/tag-store.ts';
import {
  type Definition,
  namedComputed,
  namedEvents,
  namedOrganisations,
  namedSegments,
  namedTags,
  outsideConditions,
} from './domain/definition.ts';
import type { PartName } from './domain/describe-definition.ts';
import { segmentNames } from './store/segment-store.ts';

const permissionsOf = (definition: Definition): string[] =>
  outsideConditions(definition).flatMap((each) => ('permission' in each ? [each.permission.activity] : []));

/** How everything that these definitions name by its code is called, for their sentences. */
export async function partNames(
  deps: Pick<CustomersDeps, 'register'>,
  tx: Tx,
  definitions: readonly Definition[],
): Promise<PartName> {
  const some = (codesOf: (definition: Definition) => string[]) => [...new Set(definitions.flatMap(codesOf))];
  const segments = some(namedSegments);
  const named = {
    segment: segments.length === 0 ? [] : await segmentNames(tx, segments),
    tag: some(namedTags).length === 0 ? [] : await listTags(tx),
    computed: some(namedComputed).length === 0 ? [] : await listComputed(tx),
    organisation: await organisationNames(tx, some(namedOrganisations)),
    event: await eventLabels(tx, some(namedEvents)),
    activity: some(permissionsOf).length === 0 ? [] : await deps.register.activities(tx),
  };
  return (kind, code) => named[kind].find((each) => each.code === code)?.name;
}

/** Throws `customers.segment-definition` (400) for a tag, a computed trait or an activity that is not there. Segments inside: `refuseCircles`. */
export async function refuseUnknownParts(
  deps: Pick<CustomersDeps, 'register'>,
  tx: Tx,
  definition: Definition,
): Promise<void> {
  const nameOf = await partNames(deps, tx, [definition]);
  const missing = [
    ...namedTags(definition).map((code) => ({ kind: 'tag', zh: '标签', en: 'tag', code }) as const),
    ...namedComputed(definition).map(
      (code) => ({ kind: 'computed', zh: '计算属性', en: 'computed trait', code }) as const,
    ),
    ...namedOrganisations(definition).map(
      (code) => ({ kind: 'organisation', zh: '单位', en: 'organisation', code }) as const,
    ),
    ...permissionsOf(definition).map((code) => ({ kind: 'activity', zh: '处理活动', en: 'activity', code }) as const),
  ].filter(({ kind, code }) => nameOf(kind, code) === undefined);
  if (missing.length > 0)
    throw badFields(
      'segment-definition',
      missing.map(({ zh, en, code }) => fieldError('definition', `没有${zh}“${code}”`, `there is no ${en} "${code}"`)),
    );
}
