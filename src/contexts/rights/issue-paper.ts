import { canonicalJson, type Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Tier } from '../../platform/http/index.ts';
import type { Engagement, MessageRecord } from '../engagement/index.ts';
import type { BundleParts, DefenceFile, Erasure } from '../evidence/index.ts';
import type { Notice } from '../register/index.ts';
import { type Attachment, type PaperContent, paperDocument } from './domain/paper-document.ts';
import {
  answerRows,
  chinaDay,
  chinaTime,
  lawLines,
  messageRows,
  type NamedActivity,
  type PaperEntry,
  plainParagraphs,
  timelineRows,
} from './domain/paper-facts.ts';
import type { RedactionCategory } from './domain/redaction.ts';
import { holdDownload } from './hold-download.ts';
import { issueWithParts, noticesShown } from './issue-bundle.ts';
import type { RightsContext } from './rights-context.ts';
import { noSuchPerson, searchGone } from './rights-failures.ts';
import { type KeptSearch, lookAt } from './search-letter.ts';
import type { DownloadRow } from './store/download-store.ts';
import { findSearch, type SearchRow } from './store/search-store.ts';

/** Messages that a paper lists. */
const MOST_MESSAGES = 500;

/** What 举证台 works with. */
export interface DeskContext extends RightsContext {
  readonly engagement: Pick<Engagement, 'messagesOf'>;
}

/** What the officer asks for and writes. */
export interface PaperRequest {
  /** The search that the paper answers; it must be the caller's and not have ended. */
  readonly search: string;
  /** Whom it found and the paper is about; null for a paper on a search without a result. */
  readonly person: string | null;
  /** Whom the paper goes to, its number, the complaint, the measures; empty where they are left to be filled in. */
  readonly to: string;
  readonly reference: string;
  readonly complaint: string;
  readonly measures: string;
  readonly redact?: readonly RedactionCategory[];
}

/** Who asks. */
export interface PaperAuthor {
  readonly by: string;
  readonly tier: Tier;
  /** Whether they may open what is kept of an erased person for a defence. */
  readonly mayReadDefence: boolean;
}

/** The facts of one case, from wherever they may be read. */
interface Case {
  readonly entries: readonly PaperEntry[];
  readonly notices: readonly Notice[];
  readonly messages: readonly MessageRecord[];
  readonly masked: Readonly<Record<string, string | undefined>>;
  readonly findings: readonly string[];
  readonly keyIds: readonly string[];
  readonly attached: { readonly what: string; readonly row: DownloadRow } | undefined;
}

/**
 * Makes a 情况说明 and what it refers to: the person's bundle, or what is kept of an erased person, or the declaration alone. Facts are those of the bundle. The
 * files wait sealed for 24 hours. Runs transactions of its own. Throws `rights.search-gone`, `rights.no-such-person`.
 */
export async function issuePaper(
  context: DeskContext,
  request: PaperRequest,
  author: PaperAuthor,
): Promise<{ paper: DownloadRow; attached: DownloadRow | null }> {
  const { database } = context;
  const search = await database.transaction((tx) => openSearch(context, tx, request.search, author.by));
  const { person } = request;
  if (person !== null && !search.row.persons.includes(person)) throw noSuchPerson();
  const bundle =
    person === null || search.kept.erased.includes(person)
      ? undefined
      : await issueWithParts(context, person, request.redact === undefined ? {} : { redact: request.redact });
  return database.transaction(async (tx) => {
    const found =
      person === null
        ? await nothing(context)
        : bundle === undefined
          ? await erasedCase(context, tx, person, author)
          : await presentCase(context, tx, person, bundle, { ...author, search: request.search });
    const content = await contentOf(context, tx, request, search, found);
    const bytes = await paperDocument(content);
    const persons = person === null ? [] : [person];
    const made = { kind: 'paper', name: 'zhinuo-statement.docx', bytes, persons } as const;
    const paper = await holdDownload(context, tx, made, author.by);
    // The paper's own hash can't stand in the paper: it stands in the log.
    const payload = { act: 'rights.paper', by: author.by, search: request.search, paper: paper.sha256 };
    const attached = found.attached?.row ?? null;
    await context.evidence.recordAct(tx, {
      kind: 'staff-access',
      payload: { ...payload, attached: attached?.sha256 ?? null },
    });
    return { paper, attached };
  });
}

interface OpenSearch {
  readonly row: SearchRow;
  readonly kept: KeptSearch & { readonly reason: string };
}

async function openSearch({ clock, vault }: DeskContext, tx: Tx, id: string, by: string): Promise<OpenSearch> {
  const row = await findSearch(tx, id, by, clock.now());
  if (row === undefined) throw searchGone();
  const kept = JSON.parse(vault.openBlob(`rights.search/${id}`, row.sealed).toString('utf8')) as OpenSearch['kept'];
  return { row, kept };
}

async function nothing({ evidence }: DeskContext): Promise<Case> {
  const keyIds = [evidence.verifierKey().split('+').slice(0, 2).join('+')];
  return { entries: [], notices: [], messages: [], masked: {}, findings: [], keyIds, attached: undefined };
}

async function presentCase(
  context: DeskContext,
  tx: Tx,
  person: string,
  { text, parts, notices }: Awaited<ReturnType<typeof issueWithParts>>,
  author: PaperAuthor & { readonly search: string },
): Promise<Case> {
  const { by, tier, search } = author;
  const looked = await lookAt(context, tx, [person], { by, tier, search, reason: '' });
  const fields = looked.people[0]?.fields ?? {};
  const file = { kind: 'bundle', name: 'zhinuo-evidence-bundle.json', persons: [person] } as const;
  const row = await holdDownload(context, tx, { ...file, bytes: Buffer.from(text, 'utf8') }, by);
  const name = fields['name'] === undefined ? '' : `，登记姓名 ${fields['name']}（脱敏）`;
  const covered = parts.completeness === null ? '' : '，并证明编号条目没有一条被抽去';
  return {
    entries: entriesOf(parts),
    notices,
    messages: await context.engagement.messagesOf(tx, person, MOST_MESSAGES),
    masked: { sms: fields['mobile'], email: fields['email'] },
    findings: [`该号码对应个人编号 ${person}${name}。以下事实取自随附证据包${covered}。`],
    keyIds: parts.signers.map(({ id }) => id),
    attached: { what: '证据包（可离线核验）', row },
  };
}

async function erasedCase(context: DeskContext, tx: Tx, person: string, author: PaperAuthor): Promise<Case> {
  const erasure = await context.evidence.erasureOf(tx, person);
  if (erasure === undefined) throw noSuchPerson();
  const empty = await nothing(context);
  const findings = [erasedLine(erasure)];
  if (!author.mayReadDefence) return { ...empty, findings };
  const reason = '出具情况说明';
  const file = await context.evidence.readDefence(tx, person, { by: author.by, reason });
  if (file.entries.length === 0) return { ...empty, findings };
  const text = `${canonicalJson({ format: 'zhinuo.defence', version: 1, entries: file.entries as unknown as Json })}\n`;
  const made = { kind: 'bundle', name: 'zhinuo-defence-entries.json', persons: [person] } as const;
  const row = await holdDownload(context, tx, { ...made, bytes: Buffer.from(text, 'utf8') }, author.by);
  return {
    ...empty,
    entries: file.entries.map(({ entry, index, opening }) => readEntry(entry, index, opening.payload)),
    notices: await noticesShown(
      context,
      tx,
      file.entries.map(({ opening }) => opening.payload),
    ),
    messages: keptMessages(file),
    findings: [...findings, '以下事实取自为应诉依法留存的记录（个人信息保护法第四十七条第二款），查阅已留痕。'],
    attached: { what: '留存的条目与内容', row },
  };
}

function erasedLine({ at, index, entry }: Erasure): string {
  const place = index === null ? entry : `第 ${index} 条`;
  return `该号码对应的个人信息已于 ${chinaTime(at)} 删除，删除记录为日志${place}。`;
}

function keptMessages({ records }: DefenceFile): MessageRecord[] {
  const kept = records.filter(({ source }) => source === 'messages').flatMap((each) => each.records as Json[]);
  return kept.map((each) => {
    const trace = each as unknown as { [name: string]: string | number | null };
    const instant = (name: string) => (trace[name] == null ? null : new Date(String(trace[name])));
    const text = (name: string) => (trace[name] == null ? null : String(trace[name]));
    return {
      id: String(trace['id']),
      activity: String(trace['activity']),
      channel: String(trace['channel']),
      state: String(trace['state']),
      use: String(trace['use']),
      receipt: text('receipt'),
      signName: text('signName'),
      template: text('template'),
      text: null,
      parts: trace['parts'] == null ? null : Number(trace['parts']),
      reservedAt: instant('reservedAt') ?? new Date(0),
      handedAt: instant('handedAt'),
      reportedAt: instant('reportedAt'),
      providerId: text('providerId'),
      code: text('code'),
      article: null,
    };
  });
}

function entriesOf({ keys, related }: BundleParts): PaperEntry[] {
  const all = [...keys.flatMap((key) => key.entries), ...related];
  return all.map(({ entry, index, opening }) => readEntry(entry, index, opening?.payload));
}

function readEntry(entry: string, index: number | null, payload: Json | undefined): PaperEntry {
  const { id, kind, time } = JSON.parse(entry) as { id: string; kind: string; time: string };
  return { id, kind, time, index, payload };
}

async function contentOf(
  context: DeskContext,
  tx: Tx,
  request: PaperRequest,
  { row, kept }: OpenSearch,
  found: Case,
): Promise<PaperContent> {
  const { entries, messages, masked, notices, findings, keyIds } = found;
  const handler = await context.register.handler(tx);
  const activities = new Map<string, NamedActivity>(
    (await context.register.activities(tx)).map(({ code, name, basis }) => [code, { name, basis }]),
  );
  const codes = [
    ...new Set([...messages.map(({ activity }) => activity), ...entries.flatMap(({ payload }) => activityOf(payload))]),
  ];
  const { declaration } = kept;
  const attachments: Attachment[] = [
    ...(found.attached === undefined ? [] : [{ ...found.attached.row, what: found.attached.what }]),
    { what: '检索声明（签名）', name: declaration.name, sha256: declaration.sha256 },
  ];
  return {
    handler: handler?.name.zh ?? '＿＿＿＿＿＿＿＿',
    to: request.to,
    reference: request.reference,
    day: chinaDay(context.clock.now()),
    complaint: request.complaint,
    measures: request.measures,
    examined: examined(row, kept),
    findings: findings.length === 0 ? [kept.statement.zh] : findings,
    timeline: timelineRows(entries, activities),
    messages: messageRows(messages, { entries, activities, masked }),
    answers: answerRows(entries, activities),
    notices: notices.map((each) => ({
      title: each.title.zh,
      version: each.version,
      publishedAt: chinaTime(each.publishedAt),
      hash: each.hash,
      address: `/n/${each.code}/${each.version}`,
      shown: plainParagraphs(each.shortHtml.zh),
    })),
    law: lawLines(codes, activities, messages.length > 0),
    attachments,
    keyIds,
  };
}

function activityOf(payload: Json | undefined): string[] {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return [];
  const { activity, use } = payload as { activity?: Json; use?: Json };
  if (typeof activity === 'string') return [activity];
  return use === undefined ? [] : activityOf(use);
}

function examined({ at, receipt }: SearchRow, { masked, indexes, checkpoint, statement }: KeptSearch): string[] {
  const asked = indexes.map(({ name, generations }) => `${name}（密钥第 ${generations.join('、')} 代）`);
  return [
    `${chinaTime(at)}（北京时间），以来函所载号码 ${masked}（脱敏）检索。${statement.zh}`,
    ...(asked.length === 0 ? [] : [`检索的索引：${asked.join('；')}。`]),
    `检索时的日志检查点：${checkpoint.origin}，${checkpoint.size} 条，根哈希 ${checkpoint.root}。检索凭证编号 ${receipt}。`,
  ];
}
