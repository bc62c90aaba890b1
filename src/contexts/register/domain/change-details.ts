import type { Bilingual } from '../../../platform/failure.ts';
import type { ActivityInput } from './activity.ts';
import { fieldKind } from './fields.ts';
import type { ChangeKind } from './notice.ts';
import { AT_END_NAMES, BASIS_NAMES, CHANNEL_NAMES, ROLE_NAMES } from './notice-words.ts';

/** One thing that changed, before and after, in the words of the notice. */
export interface ChangeDetail {
  readonly kind: ChangeKind;
  readonly what: Bilingual;
  readonly before: Bilingual;
  readonly after: Bilingual;
}

type Aspect = readonly [kind: ChangeKind, what: Bilingual, words: (activity: ActivityInput) => Bilingual];

const NONE: Bilingual = { zh: '无', en: 'none' };

function listed(words: readonly Bilingual[]): Bilingual {
  if (words.length === 0) return NONE;
  return { zh: words.map(({ zh }) => zh).join('、'), en: words.map(({ en }) => en).join(', ') };
}

const plain = (text: string): Bilingual => ({ zh: text, en: text });

const ASPECTS: readonly Aspect[] = [
  ['purpose', { zh: '处理目的', en: 'Purpose' }, (a) => a.purposeText],
  ['purpose', { zh: '目的类别', en: 'Kind of purpose' }, (a) => plain(a.purpose)],
  ['purpose', { zh: '合法性基础', en: 'Legal basis' }, (a) => BASIS_NAMES[a.basis]],
  [
    'purpose',
    { zh: '是否营销', en: 'Marketing' },
    (a) => (a.commercial ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' }),
  ],
  ['method', { zh: '处理方式', en: 'Method' }, (a) => a.method],
  ['method', { zh: '操作', en: 'Operations' }, (a) => plain(a.operations.toSorted().join(', '))],
  [
    'method',
    { zh: '联系渠道', en: 'Channels' },
    (a) => listed(a.channels.toSorted().map((each) => CHANNEL_NAMES[each])),
  ],
  ['method', { zh: '来源', en: 'Sources' }, (a) => plain(a.sources.toSorted().join(', '))],
  [
    'method',
    { zh: '自动化决策', en: 'Automated decision' },
    (a) => (a.automatedDecision?.used === true ? a.automatedDecision.text : NONE),
  ],
  ['categories', { zh: '信息种类', en: 'Kinds' }, (a) => listed(a.fields.map(({ field }) => fieldKind(field).label))],
  [
    'recipient',
    { zh: '接收方', en: 'Recipients' },
    (a) =>
      listed(
        a.recipients.map(({ name, role, contact, fields }) => {
          const kinds = listed(fields.map((field) => fieldKind(field).label));
          return {
            zh: `${name}（${ROLE_NAMES[role].zh}，${contact}，${kinds.zh}）`,
            en: `${name} (${ROLE_NAMES[role].en}, ${contact}, ${kinds.en})`,
          };
        }),
      ),
  ],
  [
    'recipient',
    { zh: '境外接收方', en: 'Recipients abroad' },
    (a) => listed((a.crossBorder?.transfers ?? []).map(({ recipient, country }) => plain(`${recipient} ${country}`))),
  ],
  [
    'retention',
    { zh: '保存期限', en: 'Retention' },
    ({ retention: { days, atEnd } }) => ({
      zh: `${days}天，${AT_END_NAMES[atEnd].zh}`,
      en: `${days} days, ${AT_END_NAMES[atEnd].en}`,
    }),
  ],
  ['editorial', { zh: '名称', en: 'Name' }, (a) => a.name],
  ['editorial', { zh: '保存期限的文字', en: 'Words of the retention' }, (a) => a.retention.text],
];

/** What changed between two revisions of an activity, told part by part. */
export function changeDetails(before: ActivityInput, after: ActivityInput): ChangeDetail[] {
  const details: ChangeDetail[] = [];
  for (const [kind, what, words] of ASPECTS) {
    const [was, is] = [words(before), words(after)];
    if (was.zh !== is.zh || was.en !== is.en) details.push({ kind, what, before: was, after: is });
  }
  return details;
}
