import type { Bilingual } from '../../../platform/failure.ts';
import type { NoticeActivityContent, NoticeContent } from '../domain/notice-document.ts';
import { basisOf, collectedRows, sharedRows } from './list-rows.ts';
import {
  bracketed,
  heading,
  inLanguage,
  joined,
  labelled,
  type PaperBlock,
  type PaperCell,
  type PaperLanguage,
  text,
} from './paper.ts';
import { numbered, PAPER_WORDS as WORDS } from './paper-words.ts';

type Pick = (words: Bilingual) => string;

/** Who we are, as facts. */
export function handlerFacts({ handler, kind }: NoticeContent, language: PaperLanguage): PaperBlock {
  const pick = inLanguage(language);
  const contact = [handler.phone, handler.email].filter((each) => each !== undefined && each !== '').join(' · ');
  const rows: [string, PaperCell][] = [[pick(WORDS.handler), pick(handler.name)]];
  if (handler.unifiedCode !== undefined) rows.push([pick(WORDS.unifiedCode), handler.unifiedCode]);
  rows.push([pick(WORDS.address), pick(handler.address)], [pick(WORDS.contact), contact]);
  rows.push([pick(WORDS.responsible), pick(handler.responsible)]);
  if (kind === 'children')
    rows.push([pick(WORDS.childrenContact), pick(handler.childrenContact ?? handler.responsible)]);
  return { kind: 'facts', rows };
}

/** One kind of information with why it is needed and what it means for the person (PIPL 17, 30). */
export function fieldLine(
  field: NoticeActivityContent['fields'][number],
  language: PaperLanguage,
  children: boolean,
): string {
  const pick = inLanguage(language);
  const marks = [pick(field.necessary ? WORDS.necessary : WORDS.optional)];
  if (field.sensitive || children) marks.unshift(pick(WORDS.sensitive));
  const parts = [bracketed(language, pick(field.label), marks.join(' · '))];
  if (field.purpose !== undefined) parts.push(labelled(language, pick(WORDS.use), pick(field.purpose)));
  if (field.necessity !== null) parts.push(labelled(language, pick(WORDS.necessity), pick(field.necessity)));
  if (field.impact !== null) parts.push(labelled(language, pick(WORDS.impact), pick(field.impact)));
  return parts.join(pick({ zh: '；', en: '; ' }));
}

function decisionLines(activity: NoticeActivityContent, pick: Pick, language: PaperLanguage): string[] {
  const { automatedDecision, decision } = activity;
  if (automatedDecision === null) return [];
  const lines = [pick(automatedDecision)];
  if (decision === undefined) return lines;
  if (decision.fields.length > 0)
    lines.push(labelled(language, pick(WORDS.decidedBy), joined(language, decision.fields.map(pick))));
  if (decision.effect !== undefined) lines.push(labelled(language, pick(WORDS.decisionEffect), pick(decision.effect)));
  if (decision.optOut) lines.push(pick(WORDS.decisionOff));
  if (decision.humanReview !== undefined)
    lines.push(labelled(language, pick(WORDS.humanReview), pick(decision.humanReview)));
  return lines;
}

function minorsLines(activity: NoticeActivityContent, language: PaperLanguage): string[] {
  const pick = inLanguage(language);
  const { minors, adultsOnly } = activity;
  if (adultsOnly) return [pick(WORDS.adultsOnly)];
  if (minors === undefined) return [];
  const check = minors.guardianCheck;
  return [
    pick(minors.under14 === 'not_served' ? WORDS.notServed : WORDS.withGuardian),
    pick(minors.rules),
    ...(check === undefined ? [] : [labelled(language, pick(WORDS.guardianCheck), pick(check))]),
  ];
}

/** One activity: a heading and its facts. */
export function activityBlocks(
  activity: NoticeActivityContent,
  content: NoticeContent,
  language: PaperLanguage,
): PaperBlock[] {
  const pick = inLanguage(language);
  const children = content.kind === 'children';
  const rows: [string, PaperCell][] = [
    [pick(WORDS.purpose), pick(activity.purpose)],
    [pick(WORDS.method), pick(activity.method)],
    [pick(WORDS.kinds), activity.fields.map((field) => fieldLine(field, language, children))],
    [pick(WORDS.basis), basisOf(activity, language)],
  ];
  if (activity.collectedWhen !== undefined) rows.push([pick(WORDS.when), pick(activity.collectedWhen)]);
  if (activity.channels.length > 0) rows.push([pick(WORDS.channels), joined(language, activity.channels.map(pick))]);
  rows.push([pick(WORDS.retentionWhole), pick(activity.retention)]);
  const decided = decisionLines(activity, pick, language);
  if (decided.length > 0) rows.push([pick(WORDS.automated), decided]);
  if (activity.audience !== undefined) rows.push([pick(WORDS.audience), pick(WORDS.businessContacts)]);
  const minors = minorsLines(activity, language);
  if (minors.length > 0) rows.push([pick(WORDS.minors), minors]);
  const { client } = activity;
  if (client !== undefined)
    rows.push([pick(WORDS.client), [bracketed(language, client.name, client.contact), pick(client.instructions)]]);
  return [heading(pick(activity.name), 3), { kind: 'facts', rows }];
}

// The notice carries the lists short, with what matters to most; the whole ones have their own pages and files.
function shortLists(content: NoticeContent, language: PaperLanguage, first: number): PaperBlock[] {
  const pick = inLanguage(language);
  const some = (columns: readonly number[], cells: readonly PaperCell[]) => columns.map((n) => cells[n] ?? '');
  const at = `/n/${content.code}/${content.version}`;
  const collected: PaperBlock = {
    kind: 'table',
    label: pick(WORDS.collected),
    head: [WORDS.function, WORDS.kinds, WORDS.purpose, WORDS.retention].map(pick),
    widths: [18, 32, 28, 22],
    rows: kindsTogether(content, language),
  };
  const shared: PaperBlock = {
    kind: 'table',
    label: pick(WORDS.shared),
    head: [WORDS.recipientName, WORDS.contact, WORDS.role, WORDS.purpose, WORDS.kinds, WORDS.method].map(pick),
    widths: [18, 18, 14, 18, 14, 18],
    rows: sharedRows(content, language).map(({ cells }) => some([1, 2, 3, 5, 6, 7], cells)),
  };
  return [
    heading(numbered(language, first, pick(WORDS.collected))),
    collected,
    text(pick(WORDS.fullList), `${at}/collected`),
    heading(numbered(language, first + 1, pick(WORDS.shared))),
    ...(shared.rows.length === 0 ? [text(pick(WORDS.nobody))] : [shared, text(pick(WORDS.fullList), `${at}/shared`)]),
  ];
}

// In the notice the kinds of one function, purpose and term stand in one line; field by field they stand in the whole list.
function kindsTogether(content: NoticeContent, language: PaperLanguage): PaperCell[][] {
  const pick = inLanguage(language);
  const lines = new Map<string, { cells: readonly PaperCell[]; kinds: string[] }>();
  for (const { cells } of collectedRows(content, language)) {
    const [, scene = '', kind = '', sensitive, purpose = ''] = cells;
    const term = cells[9] ?? '';
    const key = JSON.stringify([scene, purpose, term]);
    const line = lines.get(key) ?? { cells: [scene, purpose, term], kinds: [] };
    const marked =
      sensitive === pick(WORDS.yes) ? bracketed(language, String(kind), pick(WORDS.sensitive)) : String(kind);
    lines.set(key, { ...line, kinds: [...line.kinds, marked] });
  }
  return [...lines.values()].map(({ cells, kinds }) => [
    cells[0] ?? '',
    joined(language, kinds),
    cells[1] ?? '',
    cells[2] ?? '',
  ]);
}

/** Where information is kept and how it is protected. */
export function storageBlocks({ handler }: NoticeContent, language: PaperLanguage): PaperBlock[] {
  const pick = inLanguage(language);
  return [
    text(pick(handler.storage ?? WORDS.storageDefault)),
    text(pick(handler.safeguards ?? WORDS.safeguardsDefault)),
    text(pick(WORDS.incident)),
  ];
}

/** 隐私政策, or the rules for children: everything that PIPL 17, 23, 24, 30, 31 and NDSR 20, 21 ask of a notice. */
export function policyBlocks(content: NoticeContent, language: PaperLanguage): PaperBlock[] {
  const pick = inLanguage(language);
  const children = content.kind === 'children';
  const { handler } = content;
  const whole: PaperBlock[] = [
    ...(content.intro === null ? [] : [text(pick(content.intro))]),
    heading(numbered(language, 1, pick(WORDS.who))),
    handlerFacts(content, language),
    heading(numbered(language, 2, pick(children ? WORDS.whatChildren : WORDS.what))),
    ...content.activities.flatMap((activity) => activityBlocks(activity, content, language)),
    ...shortLists(content, language, 3),
    heading(numbered(language, 5, pick(WORDS.storage))),
    ...storageBlocks(content, language),
    heading(numbered(language, 6, pick(WORDS.rights))),
    text(pick(children ? WORDS.childRights : WORDS.rightsList)),
    ...(children ? [] : [text(pick(WORDS.deceased))]),
    text(pick(handler.rightsMethod)),
    heading(numbered(language, 7, pick(WORDS.changes))),
    text(pick(WORDS.changesText)),
    heading(numbered(language, 8, pick(WORDS.complaints))),
    text(pick(handler.complaints)),
  ];
  return whole;
}
