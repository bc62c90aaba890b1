import { Document, type ISectionOptions, Packer, PageOrientation, type Paragraph, type Table } from 'docx';
import { BODY_STYLE, body, footer, heading, list, right, small, tableOf, title } from '../../../platform/docx/index.ts';
import { MESSAGE_COLUMNS, type TimelineRow } from './paper-facts.ts';

/** A file that goes with the paper. */
export interface Attachment {
  readonly what: string;
  readonly name: string;
  readonly sha256: string;
}

/** A notice as it was shown. */
export interface PaperNotice {
  readonly title: string;
  readonly version: number;
  readonly publishedAt: string;
  readonly hash: string;
  readonly address: string;
  /** The short notice that stood beside the fields, as paragraphs. */
  readonly shown: readonly string[];
}

/** Everything that a 情况说明 says. */
export interface PaperContent {
  readonly handler: string;
  readonly to: string;
  readonly reference: string;
  readonly day: string;
  readonly complaint: string;
  readonly measures: string;
  /** 核查过程, a paragraph each. */
  readonly examined: readonly string[];
  /** The findings before the tables, a paragraph each. */
  readonly findings: readonly string[];
  readonly timeline: readonly TimelineRow[];
  readonly messages: readonly (readonly string[])[];
  readonly answers: readonly (TimelineRow & { readonly id: string })[];
  readonly notices: readonly PaperNotice[];
  readonly law: readonly string[];
  readonly attachments: readonly Attachment[];
  readonly keyIds: readonly string[];
}

// A4 in twentieths of a point; margins 2.54 cm above and below, 3.18 cm left and right.
const WIDTH = 11_906;
const HEIGHT = 16_838;
const MARGIN = { top: 1440, bottom: 1440, left: 1803, right: 1803, footer: 720 };
const NARROW = { top: 1134, bottom: 1134, left: 850, right: 850, footer: 567 };
/** What is left for a table between the margins, upright and across. */
const UPRIGHT = WIDTH - MARGIN.left - MARGIN.right;
const ACROSS = HEIGHT - NARROW.left - NARROW.right;

/** The 情况说明 as a .docx file: A4, 仿宋, the table of messages on pages across, page numbers and the first attachment's hash in the footer. */
export async function paperDocument(content: PaperContent): Promise<Buffer> {
  const [first] = content.attachments;
  const foot = () => footer(first === undefined ? '' : `附件1 SHA-256 ${first.sha256}`);
  const upright = (children: (Paragraph | Table)[]): ISectionOptions => ({
    properties: { page: { size: { width: WIDTH, height: HEIGHT }, margin: MARGIN } },
    footers: { default: foot() },
    children,
  });
  const across = (children: (Paragraph | Table)[]): ISectionOptions => ({
    properties: {
      page: { size: { width: WIDTH, height: HEIGHT, orientation: PageOrientation.LANDSCAPE }, margin: NARROW },
    },
    footers: { default: foot() },
    children,
  });
  // Twelve columns need the width; a paper without messages needs no page across.
  const wide = content.messages.length > 0;
  const sections = wide
    ? [upright([...opening(content), ...timeline(content)]), across(messages(content)), upright(rest(content))]
    : [upright([...opening(content), ...timeline(content), ...messages(content), ...rest(content)])];
  const document = new Document({
    creator: content.handler,
    title: '情况说明',
    description: '',
    styles: BODY_STYLE,
    sections,
  });
  return Packer.toBuffer(document);
}

function opening({ handler, to, reference, complaint, examined }: PaperContent): Paragraph[] {
  return [
    title('情况说明'),
    right(`文号：${reference === '' ? '＿＿＿＿＿＿＿＿' : reference}`),
    body(`${to === '' ? '＿＿＿＿＿＿＿＿' : to}：`, { indent: false }),
    body(`${handler}就贵方来函所涉事项核查如下。`),
    heading('一、投诉事项'),
    ...lines(complaint),
    heading('二、核查过程'),
    ...examined.map((line) => body(line)),
  ];
}

function timeline({ findings, timeline: rows }: PaperContent): (Paragraph | Table)[] {
  return [
    heading('三、事实'),
    ...findings.map((line) => body(line)),
    heading('（一）时间线', 2),
    ...(rows.length === 0
      ? [body('没有相关记录。')]
      : [
          tableOf(
            ['时间（北京时间）', '事项', '内容', '日志位置'],
            rows.map(({ time, act, facts, place }) => [time, act, facts, place]),
            { widths: [27, 15, 43, 15], width: UPRIGHT },
          ),
        ]),
  ];
}

function messages({ messages: rows }: PaperContent): (Paragraph | Table)[] {
  return [
    heading('（二）触达明细', 2),
    ...(rows.length === 0
      ? [body('没有向该号码发送的记录。')]
      : [
          tableOf(MESSAGE_COLUMNS, rows, { widths: [4, 9, 8, 7, 8, 20, 4, 9, 8, 5, 9, 9], width: ACROSS, points: 7.5 }),
        ]),
  ];
}

function rest(content: PaperContent): (Paragraph | Table)[] {
  const { answers, notices, law, measures, handler, day } = content;
  return [
    heading('（三）同意与撤回', 2),
    ...(answers.length === 0
      ? [body('没有同意、拒绝或撤回的记录。')]
      : [
          tableOf(
            ['时间（北京时间）', '事项', '内容', '编号', '日志位置'],
            answers.map(({ time, act, facts, id, place }) => [time, act, facts, id, place]),
            { widths: [25, 12, 32, 18, 13], width: UPRIGHT },
          ),
        ]),
    heading('（四）当时页面', 2),
    ...(notices.length === 0 ? [body('没有可证明当时展示的页面。')] : notices.flatMap(notice)),
    heading('四、法律依据'),
    ...list(law),
    heading('五、处理措施'),
    ...lines(measures),
    heading('六、附件目录'),
    ...attachments(content),
    ...seal(handler, day),
  ];
}

function notice({ title: name, version, publishedAt, hash, address, shown }: PaperNotice): Paragraph[] {
  return [
    body(`《${name}》第 ${version} 版，${publishedAt} 发布，公开地址 ${address}，内容摘要 SHA-256：`),
    small(hash),
    body('表单旁展示的简要告知原文：'),
    ...shown.map((line) => small(line)),
  ];
}

function attachments({ attachments: files, keyIds }: PaperContent): (Paragraph | Table)[] {
  return [
    tableOf(
      ['序号', '名称', '文件', 'SHA-256'],
      files.map(({ what, name, sha256 }, at) => [String(at + 1), what, name, sha256]),
      { widths: [8, 24, 30, 38], width: UPRIGHT },
    ),
    body(
      '验证方法：先计算文件的 SHA-256，与上表核对；证据包用离线核验页或命令 npm run --silent verify -- 证据包.json --key 公钥文件 核验，不需要联网，也不必信任出具方。公钥应经可靠途径取得，编号为：',
    ),
    ...keyIds.map((id) => small(id)),
  ];
}

function seal(handler: string, day: string): Paragraph[] {
  return [
    body('', { indent: false }),
    body('', { indent: false }),
    right(handler, true),
    right('（公章）', true),
    right(day),
  ];
}

function lines(text: string): Paragraph[] {
  const written = text.split('\n').map((line) => line.trim());
  const filled = written.filter((line) => line !== '');
  return filled.length === 0 ? [body('（由经办人填写）')] : filled.map((line) => body(line));
}
