import type { Json } from '../../../platform/crypto/index.ts';
import type { Bilingual } from '../../../platform/failure.ts';
import { accountStart, type BundleEntry, type BundleParts } from '../../evidence/index.ts';
import { ACCOUNT_STYLE } from './account-style.ts';
import { wordingRows } from './account-wordings.ts';
import { kindWord, type Language, plainFacts } from './account-words.ts';

const SHANGHAI = 8 * 3_600_000;
// A table of more rows is not read on paper; the file itself holds them all.
const MOST_ROWS = 2_000;

/** A notice as it was shown. */
export interface ShownNotice {
  readonly title: Bilingual;
  readonly version: number;
  readonly hash: string;
  readonly publishedAt: Date;
  /** The document, an HTML fragment without scripts. */
  readonly html: Bilingual;
}

/** What the human account is made of. */
export interface AccountInput {
  readonly handler: Bilingual;
  readonly parts: BundleParts;
  /** Names of activities by their codes. */
  readonly names: ReadonlyMap<string, Bilingual>;
  readonly notices: readonly ShownNotice[];
  /** Texts of wordings that were tried, to which presentations in the parts commit. */
  readonly wordings?: readonly string[];
  /** Uses that the file lists without a proof: of whole groups, recorded before groups had proofs. */
  readonly unproven: readonly { readonly at: Date; readonly activity: string; readonly receipt: string }[];
}

interface Line {
  /** Where it stands in the log; what waits comes last. */
  readonly order: number;
  readonly kind: string;
  readonly time: string;
  readonly place: string;
  readonly payload: Json | undefined;
}

/**
 * The handler's account in plain words, a document that reads and prints without any program but a browser. It is written from what the bundle shows, so
 * that it tells nothing that was withheld, and holds no name, number or address of a person.
 */
export function accountPage(input: AccountInput): Bilingual {
  return { zh: page(input, 'zh'), en: page(input, 'en') };
}

function page(input: AccountInput, language: Language): string {
  const zh = language === 'zh';
  const title = zh ? '个人信息处理证据说明' : 'Account of the evidence';
  const { parts } = input;
  const lines = linesOf(parts, language);
  const sections = [
    head(input, language),
    'person' in parts.subject ? answers(lines, input, language) : counts(parts, language),
    timeline(lines, input, language),
    uses(lines, input, language),
    notices(input, language),
    wordings(lines, input, language),
    limits(parts, language),
    check(parts, language),
  ].filter((section) => section !== '');
  const numbered = sections.map((section, at) =>
    section.replace('<h2>', `<h2>${zh ? `${CHINESE[at]}、` : `${at + 1}. `}`),
  );
  return `${accountStart(language)}<title>${title}</title><style>${ACCOUNT_STYLE}</style></head><body><header><h1>${title}</h1><p class="by">${escapeHtml(input.handler[language])}</p></header>${numbered.join('')}</body></html>\n`;
}

const CHINESE = ['一', '二', '三', '四', '五', '六', '七', '八'];

function linesOf(parts: BundleParts, language: Language): Line[] {
  const line = ({ entry, index, opening, promise }: BundleEntry): Line => {
    const { kind, time } = JSON.parse(entry) as { kind: string; time: string };
    const waits =
      language === 'zh'
        ? `承诺于 ${clock(promise?.mergeBy ?? '')} 前并入`
        : `promised by ${clock(promise?.mergeBy ?? '')}`;
    const order = index ?? Number.MAX_SAFE_INTEGER;
    return { order, kind, time, place: index === null ? waits : `#${index}`, payload: opening?.payload };
  };
  const all = [...parts.keys.flatMap((key) => key.entries), ...parts.related].map(line);
  return all
    .filter(({ kind }) => kind !== 'epoch')
    .sort((one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : one.order - other.order));
}

function head({ parts, names }: AccountInput, language: Language): string {
  const zh = language === 'zh';
  const { subject } = parts;
  const [origin = '', size = '', root = ''] = parts.checkpoint.split('\n');
  const about: [string, string][] =
    'person' in subject
      ? [[zh ? '个人编号' : 'Person', subject.person]]
      : [
          [
            zh ? '处理活动' : 'Activity',
            `${names.get(subject.activity)?.[language] ?? subject.activity} (${subject.activity})`,
          ],
          [
            zh ? '期间' : 'Period',
            zh
              ? `${clock(subject.from)} 起，${clock(subject.to)} 前`
              : `from ${clock(subject.from)}, before ${clock(subject.to)}`,
          ],
        ];
  const rows: [string, string][] = [
    ...about,
    [zh ? '证据包编号' : 'Bundle', parts.id],
    [zh ? '出具时间' : 'Issued', clock(parts.issued)],
    [zh ? '日志' : 'Log', origin],
    [zh ? '日志条目数' : 'Entries in the log', size],
    [zh ? '日志根哈希' : 'Root of the log', root],
  ];
  const cells = rows.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${escapeHtml(value)}</td></tr>`);
  return `<section><h2>${zh ? '概况' : 'Overview'}</h2><table class="facts">${cells.join('')}</table></section>`;
}

const ANSWERS = ['consent', 'refusal', 'withdrawal', 'objection'];

function answers(lines: readonly Line[], input: AccountInput, language: Language): string {
  const zh = language === 'zh';
  const said = lines.filter(({ kind }) => ANSWERS.includes(kind));
  const none = zh ? '<p>没有同意、拒绝或撤回的记录。</p>' : '<p>No consent, refusal or withdrawal is recorded.</p>';
  return `<section><h2>${zh ? '同意、拒绝与撤回' : 'Consents, refusals and withdrawals'}</h2>${said.length === 0 ? none : table(said, input, language)}</section>`;
}

function counts({ counts: told, people }: BundleParts, language: Language): string {
  const zh = language === 'zh';
  const rows = Object.entries(told ?? {}).map(
    ([kind, count]) => `<tr><th scope="row">${kindWord(kind, language)}</th><td>${count}</td></tr>`,
  );
  const how = zh
    ? people.length > 0
      ? '个人的同意、拒绝与撤回逐条列入文件，仅示其存在、时间与位置，不公开内容：其内容是各人自己的事，可由各人以自己的证据包证明。'
      : '个人的同意、拒绝与撤回在此仅计数，不列条目。'
    : people.length > 0
      ? 'Answers of people are listed in the file one by one, showing that they exist, when and where in the log, not what they say: each is the business of one person, who can prove it with a bundle of their own.'
      : 'Answers of people are only counted here, not listed.';
  return `<section><h2>${zh ? '期间内的计数' : 'Counts in the period'}</h2><table class="facts">${rows.join('')}</table><p>${how}</p></section>`;
}

function timeline(lines: readonly Line[], input: AccountInput, language: Language): string {
  return `<section><h2>${language === 'zh' ? '时间线' : 'Timeline'}</h2>${table(lines, input, language)}</section>`;
}

function uses(lines: readonly Line[], input: AccountInput, language: Language): string {
  const zh = language === 'zh';
  const used = lines.filter(({ kind }) => kind === 'use-batch');
  const others = input.unproven.map(
    ({ at, activity, receipt }) =>
      `<tr><td>${clock(at.toISOString())}</td><td colspan="2">${escapeHtml(input.names.get(activity)?.[language] ?? activity)} ${zh ? '（人群分析）' : '(analysed as one of a group)'}</td><td>${escapeHtml(receipt)}</td></tr>`,
  );
  const extra =
    others.length === 0
      ? ''
      : `<p>${zh ? '下列人群分析的回执承诺的是整个人群，不附在本文件的证明中；可凭回执编号向出具方查询。' : 'The receipts of these group analyses commit to whole groups and are not among the proofs of this file; ask the issuer for them by number.'}</p><table>${others.slice(0, MOST_ROWS).join('')}</table>`;
  const none = zh ? '<p>没有使用记录。</p>' : '<p>No use is recorded.</p>';
  const body = used.length === 0 && extra === '' ? none : used.length === 0 ? '' : table(used, input, language);
  return `<section><h2>${zh ? `使用记录（${used.length + others.length} 条）` : `Uses (${used.length + others.length})`}</h2>${body}${extra}</section>`;
}

function table(lines: readonly Line[], { names }: AccountInput, language: Language): string {
  const zh = language === 'zh';
  const heads = zh
    ? ['时间（北京时间）', '事项', '内容', '日志位置']
    : ['Time (UTC+8)', 'Act', 'What', 'Place in the log'];
  const rows = lines.slice(0, MOST_ROWS).map(({ kind, time, place, payload }) => {
    const what =
      payload === undefined ? (zh ? '（内容保留）' : '(withheld)') : plainFacts(payload, names, language) || '—';
    return `<tr><td>${clock(time)}</td><td>${kindWord(kind, language)}</td><td>${escapeHtml(what)}</td><td>${escapeHtml(place)}</td></tr>`;
  });
  const more = lines.length - rows.length;
  const rest =
    more === 0 ? '' : `<p>${zh ? `另有 ${more} 条，见文件本身。` : `${more} more are in the file itself.`}</p>`;
  return `<table><thead><tr>${heads.map((each) => `<th scope="col">${each}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>${rest}`;
}

function notices({ notices: shown }: AccountInput, language: Language): string {
  if (shown.length === 0) return '';
  const zh = language === 'zh';
  const copies = shown.map(
    ({ title, version, hash, publishedAt, html }) =>
      `<div class="notice"><p class="source">${zh ? `《${escapeHtml(title.zh)}》第 ${version} 版，发布于 ${clock(publishedAt.toISOString())}，内容摘要 SHA-256 ${hash}` : `${escapeHtml(title.en)}, version ${version}, published ${clock(publishedAt.toISOString())}, content SHA-256 ${hash}`}</p>${html[language]}</div>`,
  );
  return `<section><h2>${zh ? '当时展示的告知' : 'Notices as shown'}</h2>${copies.join('')}</section>`;
}

function wordings(lines: readonly Line[], input: AccountInput, language: Language): string {
  const zh = language === 'zh';
  const payloads = lines.flatMap(({ time, payload }) => (payload === undefined ? [] : [{ time, payload }]));
  const tried = wordingRows(payloads, input.wordings ?? [], language);
  if (tried.length === 0) return '';
  const copies = tried.map(({ id, hash, time, words }) => {
    const cells = words.map(
      ({ what, text }) => `<tr><th scope="row">${escapeHtml(what)}</th><td>${escapeHtml(text)}</td></tr>`,
    );
    const usual = zh ? '<p>未改动通常的文案。</p>' : '<p>The usual words, unchanged.</p>';
    const source = zh
      ? `${clock(time)} 展示的文案“${escapeHtml(id)}”，内容摘要 SHA-256 ${hash}`
      : `Wording “${escapeHtml(id)}”, shown ${clock(time)}, content SHA-256 ${hash}`;
    const body = cells.length === 0 ? usual : `<table class="facts">${cells.join('')}</table>`;
    return `<div class="notice"><p class="source">${source}</p>${body}</div>`;
  });
  return `<section><h2>${zh ? '当时展示的文案' : 'Wordings as shown'}</h2>${copies.join('')}</section>`;
}

function limits({ subject, redacted, completeness, timestamps }: BundleParts, language: Language): string {
  const zh = language === 'zh';
  const person = 'person' in subject;
  const stamped = timestamps.length > 0;
  const proven = zh
    ? [
        '所列条目的内容、时间与先后自写入日志后未被改动。',
        ...(person ? ['此人名下编号的条目没有一条被抽去。'] : []),
        ...(completeness === null ? [] : ['日志在快照时承诺的映射中，此人没有其他条目。']),
        ...(stamped ? ['第三方时间戳证明日志的相应部分在其时间之前已经存在。'] : []),
      ]
    : [
        'Content, time and order of the entries listed were not changed after they entered the log.',
        ...(person ? ["None of the person's numbered entries is left out."] : []),
        ...(completeness === null
          ? []
          : ['In the map to which the log commits at the epoch, the person has no other entry.']),
        ...(stamped
          ? ['Time-stamps of third parties show that the parts of the log that they cover existed by their time.']
          : []),
      ];
  const open = zh
    ? [
        '从未记录的行为；快照或出具之后的行为；同一人的另一身份。',
        '批量使用与其他相关条目没有遗漏：它们逐条可证，不作为整体证明。',
        ...(person ? [] : ['未公开内容的条目属于此活动：这是出具方的说法，日后可逐条核对。']),
        ...(redacted.length === 0 ? [] : [`所保留的内容（${redacted.join('、')}）：仅证明该条目存在、时间与位置。`]),
        '本说明的文字：它由出具方撰写并签名，事实以条目为准。',
      ]
    : [
        'Acts that were never recorded; acts after the epoch or the issue; another identity of the same person.',
        'That uses in batches and other related entries are complete: each is proven by itself.',
        ...(person
          ? []
          : [
              "That closed entries are of this activity: this is the issuer's word, to which it can be held one by one.",
            ]),
        ...(redacted.length === 0
          ? []
          : [`What is withheld (${redacted.join(', ')}): only that the entry exists, when and where.`]),
        'The words of this account: the issuer wrote and signed them; the facts are in the entries.',
      ];
  const list = (items: readonly string[]) => `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
  return `<section><h2>${zh ? '证明了什么，不能证明什么' : 'What is proven, and what is not'}</h2><h3>${zh ? '本文件证明' : 'This file proves'}</h3>${list(proven)}<h3>${zh ? '本文件不能证明' : 'This file does not prove'}</h3>${list(open)}</section>`;
}

function check({ signers }: BundleParts, language: Language): string {
  const zh = language === 'zh';
  const how = zh
    ? '将证据包文件交由离线验证器核验：<code>npm run --silent verify -- 证据包.json --key 公钥文件</code>。公钥应经可靠途径取得；签名密钥编号为下列值，是公钥 SHA-256 的前 32 位。'
    : 'Give the bundle file to the offline verifier: <code>npm run --silent verify -- bundle.json --key KEYFILE</code>. Get the public key in a way that you trust; the ids of the signing keys are these, the first 32 digits of the SHA-256 of the public key.';
  const ids = signers.map(({ id }) => `<li><code>${escapeHtml(id)}</code></li>`);
  return `<section><h2>${zh ? '如何核验' : 'How to check it'}</h2><p>${how}</p><ul>${ids.join('')}</ul></section>`;
}

function clock(instant: string): string {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? '' : new Date(at + SHANGHAI).toISOString().slice(0, 19).replace('T', ' ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
