import type { Tx } from '../../../platform/database/index.ts';
import type { Activity } from '../domain/activity.ts';
import { activityObstacles } from '../domain/activity-obstacles.ts';
import { assessmentTriggers } from '../domain/assessment-triggers.ts';
import { fieldKind } from '../domain/fields.ts';
import type { Register } from '../register.ts';

/** An activity as the console shows it, with why it may or may not run. */
export async function shownActivity(register: Register, tx: Tx, activity: Activity) {
  const publication = await register.publicationOf(tx, activity.code);
  const obstacles = activityObstacles(activity, publication);
  const toldToChildren = (publication?.childRulesSince ?? null) !== null;
  const { contracts, assessment, subEntrustments, surfaces, ...rest } = activity;
  return {
    ...rest,
    basisFacts: { ...activity.basisFacts },
    operations: [...activity.operations],
    sources: [...activity.sources],
    channels: [...activity.channels],
    savedAt: activity.savedAt.toISOString(),
    endedAt: activity.endedAt?.toISOString() ?? null,
    fields: activity.fields.map((each) => {
      const { label, sensitiveKind } = fieldKind(each.field);
      return { ...each, label, sensitive: sensitiveKind !== null };
    }),
    recipients: activity.recipients.map((recipient) => {
      const contract = contracts.find((each) => each.recipient === recipient.name);
      return {
        ...recipient,
        fields: [...recipient.fields],
        subEntrustees: (recipient.subEntrustees ?? []).map((each) => {
          const entry = subEntrustments.find(
            (one) => one.recipient === recipient.name && one.subEntrustee === each.name,
          );
          return {
            ...each,
            fields: [...each.fields],
            state: entry?.state ?? 'none',
            documentHash: entry?.documentHash ?? null,
          };
        }),
        contract: contract?.state ?? 'none',
        contractHash: contract?.documentHash ?? null,
      };
    }),
    automatedDecision: automatedShown(activity),
    crossBorder:
      activity.crossBorder === null
        ? null
        : {
            ...activity.crossBorder,
            transfers: activity.crossBorder.transfers.map(({ mechanism, ...transfer }) => ({
              ...transfer,
              mechanism: mechanism === null ? null : { ...mechanism },
            })),
          },
    ...(surfaces === undefined ? {} : { surfaces: [...surfaces] }),
    assessment: {
      ...assessment,
      at: assessment.at?.toISOString() ?? null,
      dueTo: assessmentTriggers(activity, toldToChildren),
    },
    published:
      publication === null
        ? null
        : { notice: publication.notice, version: publication.version, revision: publication.revision },
    mayRun: obstacles.length === 0,
    obstacles,
  };
}

function automatedShown({ automatedDecision }: Activity) {
  if (automatedDecision === null) return null;
  const { fields, ...rest } = automatedDecision;
  return fields === undefined ? rest : { ...rest, fields: [...fields] };
}
