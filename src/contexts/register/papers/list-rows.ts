import type { NoticeActivityContent, NoticeContent } from '../domain/notice-document.ts';
import { REFUSING } from '../domain/notice-words.ts';
import { citedLaw } from './cited-law.ts';
import {
  bracketed,
  inLanguage,
  joined,
  labelled,
  type PaperCell,
  type PaperLanguage,
  type PaperTable,
} from './paper.ts';
import { PAPER_WORDS as WORDS } from './paper-words.ts';

/** A line of a list, with what it stands for in the register. */
export interface ListRow<Key> {
  readonly key: Key;
  readonly cells: readonly PaperCell[];
}

/** What a line of 已收集个人信息清单 stands for. */
export interface CollectedKey {
  readonly activity: string;
  readonly field: string;
}

/** What a line of 第三方共享个人信息清单 stands for. */
export interface SharedKey {
  readonly activity: string;
  readonly recipient: string;
}

type Field = NoticeActivityContent['fields'][number];
type Recipient = NoticeActivityContent['recipients'][number];

const COLLECTED_HEAD = [
  ...(['number', 'function', 'kinds', 'isSensitive', 'purpose', 'method', 'when', 'basis'] as const),
  ...(['whetherNecessary', 'retention', 'atEnd'] as const),
];
const SHARED_HEAD = [
  ...(['number', 'recipientName', 'contact', 'role', 'scene', 'purpose', 'kinds', 'method'] as const),
  ...(['deidentified', 'separateConsent', 'theirNotice'] as const),
];

/** The lines of 已收集个人信息清单: one for every field of every activity that the version tells (NDSR 21). */
export function collectedRows(content: NoticeContent, language: PaperLanguage): ListRow<CollectedKey>[] {
  const rows: ListRow<CollectedKey>[] = [];
  for (const activity of content.activities)
    for (const field of activity.fields)
      rows.push({
        key: { activity: activity.code, field: field.field ?? field.label.en },
        cells: [String(rows.length + 1), ...collectedCells(activity, field, content, language)],
      });
  return rows;
}

function collectedCells(
  activity: NoticeActivityContent,
  field: Field,
  content: NoticeContent,
  language: PaperLanguage,
): PaperCell[] {
  const pick = inLanguage(language);
  // PIPL 28: whatever is a child's is sensitive.
  const sensitive = field.sensitive || content.kind === 'children';
  const refusing = field.impact ?? REFUSING[field.necessary ? 'necessary' : 'optional'];
  return [
    pick(activity.name),
    pick(field.label),
    pick(sensitive ? WORDS.yes : WORDS.no),
    pick(field.purpose ?? activity.purpose),
    pick(activity.method),
    activity.collectedWhen === undefined ? '—' : pick(activity.collectedWhen),
    basisOf(activity, language),
    [pick(field.necessary ? WORDS.necessary : WORDS.no), pick(refusing)],
    pick(activity.retentionTerm ?? activity.retention),
    activity.retentionEnd === undefined ? '—' : pick(activity.retentionEnd),
  ];
}

/** The legal basis, with the law it rests on where it must be cited. */
export function basisOf(activity: NoticeActivityContent, language: PaperLanguage): string {
  const basis = activity.basis[language];
  return activity.lawCited === undefined ? basis : bracketed(language, basis, citedLaw(activity.lawCited, language));
}

/** The lines of 第三方共享个人信息清单: one for every recipient of every activity that the version tells (NDSR 21, PIPL 23). */
export function sharedRows(content: NoticeContent, language: PaperLanguage): ListRow<SharedKey>[] {
  const rows: ListRow<SharedKey>[] = [];
  for (const activity of content.activities)
    for (const recipient of activity.recipients)
      rows.push({
        key: { activity: activity.code, recipient: recipient.name },
        cells: [String(rows.length + 1), ...sharedCells(activity, recipient, language)],
      });
  return rows;
}

function sharedCells(activity: NoticeActivityContent, recipient: Recipient, language: PaperLanguage): PaperCell[] {
  const pick = inLanguage(language);
  const { abroad, subEntrustees = [], arrangement } = recipient;
  const role = [
    pick(recipient.role),
    ...(arrangement === undefined ? [] : [labelled(language, pick(WORDS.arrangement), pick(arrangement))]),
    ...(abroad === undefined ? [] : [bracketed(language, pick(WORDS.abroad), abroad.country), pick(abroad.rights)]),
    ...subEntrustees.map(({ name, contact, purpose }) => {
      const about = [contact, pick(purpose)].join(language === 'en' ? ', ' : '，');
      return labelled(language, pick(WORDS.subEntrusted), bracketed(language, name, about));
    }),
  ];
  return [
    recipient.name,
    recipient.contact,
    role,
    pick(recipient.scene ?? activity.name),
    pick(recipient.purpose),
    joined(language, recipient.fields.map(pick)),
    pick(recipient.method),
    pick(recipient.deidentified === true ? WORDS.yes : WORDS.no),
    pick(recipient.separateConsent === true ? WORDS.yes : WORDS.no),
    recipient.policyUrl ?? '—',
  ];
}

/** 已收集个人信息清单 as a table with every column that is expected of it. */
export function collectedTable(content: NoticeContent, language: PaperLanguage): PaperTable {
  return {
    kind: 'table',
    label: WORDS.collected[language],
    head: COLLECTED_HEAD.map((column) => WORDS[column][language]),
    widths: [4, 9, 8, 5, 14, 13, 9, 10, 12, 10, 6],
    rows: collectedRows(content, language).map(({ cells }) => cells),
  };
}

/** 第三方共享个人信息清单 as a table with every column that is expected of it. */
export function sharedTable(content: NoticeContent, language: PaperLanguage): PaperTable {
  return {
    kind: 'table',
    label: WORDS.shared[language],
    head: SHARED_HEAD.map((column) => WORDS[column][language]),
    widths: [4, 12, 12, 12, 8, 10, 12, 12, 6, 5, 7],
    rows: sharedRows(content, language).map(({ cells }) => cells),
  };
}
