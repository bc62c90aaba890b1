import type { Bilingual } from '../../../platform/failure.ts';
import type { Activity, ActivityInput, Channel } from './activity.ts';
import { servesChildren } from './assessment-triggers.ts';
import { type FieldCode, fieldKind } from './fields.ts';
import type { HandlerProfile } from './handler-profile.ts';
import type { NoticeInput } from './notice.ts';
import { tiedGift } from './tied-gift.ts';
import { BUNDLED, PERMANENT, USUAL_FIELDS, VAGUE_PURPOSES, VAGUE_RECIPIENTS } from './warning-words.ts';

/** Something that may be published and should not be left so, in plain words. */
export interface NoticeWarning extends Bilingual {
  readonly code:
    | 'over-collection'
    | 'vague-recipient'
    | 'vague-purpose'
    | 'permanent-retention'
    | 'bundled-choice'
    | 'gift-for-yes'
    | 'no-way-out'
    | 'untranslated'
    | 'children-contact'
    | 'children-assessment';
  /** Where, as an error would name it: "activities[1].recipients[0].name". */
  readonly path: string;
  readonly article: string;
}

/** Ten years: what is kept longer needs a law that says so. */
const LONGEST_DAYS = 3_650;
const REACHES: Partial<Record<FieldCode, Channel>> = { email: 'email', wecom_id: 'wecom' };

type Told = ActivityInput & { readonly builtIn?: boolean; readonly assessment?: Activity['assessment'] };
type Add = (code: NoticeWarning['code'], path: string, article: string, zh: string, en: string) => void;

const says = (text: Bilingual | undefined, words: readonly RegExp[]): string | undefined => {
  for (const each of [text?.zh ?? '', text?.en ?? ''])
    for (const word of words) {
      const found = word.exec(each.trim());
      if (found !== null) return found[0];
    }
  return undefined;
};

/** Everything about these activities, and the notice that tells them, that the law frowns on without forbidding it to be told. Pure. */
export function noticeWarnings(
  activities: readonly Told[],
  notice?: Pick<NoticeInput, 'title' | 'intro' | 'kind'>,
  handler?: HandlerProfile,
): NoticeWarning[] {
  const warnings: NoticeWarning[] = [];
  const add: Add = (code, path, article, zh, en) => warnings.push({ code, path, article, zh, en });
  if (notice !== undefined) ofNotice(notice, handler, add);
  for (const [index, activity] of activities.entries()) {
    if (notice?.kind === 'children') ofAssessment(activity, `activities[${index}]`, add);
    // The product's own acts are what they are; their texts are ours.
    if (activity.builtIn === true) continue;
    const at = `activities[${index}]`;
    ofFields(activity, at, add);
    ofRecipients(activity, at, add);
    ofTerm(activity, at, add);
    ofChoice(activity, at, add);
    ofTexts(activity, at, add);
  }
  return warnings;
}

function ofNotice(
  notice: Pick<NoticeInput, 'title' | 'intro' | 'kind'>,
  handler: HandlerProfile | undefined,
  add: Add,
): void {
  const bundled = says(notice.intro, BUNDLED) ?? says(notice.title, BUNDLED);
  if (bundled !== undefined) add('bundled-choice', 'intro', 'PIPL 14', ...bundledWords(bundled));
  ofGift(notice.intro, 'intro', add);
  ofGift(notice.title, 'title', add);
  if (notice.kind === 'children' && handler !== undefined && handler.childrenContact === undefined)
    add(
      'children-contact',
      'handler.childrenContact',
      'Children Provisions 8',
      '没有指定专人负责儿童个人信息保护，告知中将写个人信息保护负责人',
      "Nobody is named as responsible for children's information; the general one will stand there",
    );
}

// Told, not refused: a notice says what is done, and where people are asked such words are refused (decision 0117).
function ofGift(text: Bilingual | undefined, path: string, add: Add): void {
  const gift = tiedGift(text?.zh ?? '') ?? tiedGift(text?.en ?? '');
  if (gift !== undefined)
    add(
      'gift-for-yes',
      path,
      'PIPL 14',
      `“${gift}”把好处与同意绑在一起：同意须自愿，也不得因不同意而不提供（个保法第14、16条）；请写明无论是否同意都可获得`,
      `"${gift}" ties something to a consent, which has to be voluntary, and refuses it to whoever says no (PIPL 14, 16): say that people get it whether or not they agree`,
    );
}

// Told before it is published, since the gate stops the activity from then on, for adults too. Where the activity declares that it serves children,
// the register has asked for the assessment already.
function ofAssessment(activity: Told, at: string, add: Add): void {
  const { basis, builtIn = false, assessment } = activity;
  if (activity.minors !== undefined || assessment?.state === 'approved') return;
  if (!servesChildren({ basis, builtIn }, true)) return;
  add(
    'children-assessment',
    at,
    'PIPL 55',
    '儿童规则写明的活动即面向儿童，其信息都是敏感个人信息：影响评估批准之前，发布后该活动不能运行',
    'What rules for children tell serves children, and all that is known of them is sensitive: once this is published the activity stands still until its impact assessment is approved',
  );
}

function bundledWords(found: string): [zh: string, en: string] {
  return [
    `“${found}”把沉默、继续使用或其他选择当作同意，这样的同意无效；请让每项同意由本人单独、主动作出`,
    `"${found}" makes a consent of silence, of going on, or of another choice: such a consent is void. Let each be given by itself`,
  ];
}

function ofFields(activity: Told, at: string, add: Add): void {
  const usual = USUAL_FIELDS[activity.purpose];
  for (const [n, { field, purpose, necessity }] of activity.fields.entries()) {
    const { label, sensitiveKind } = fieldKind(field);
    const path = `${at}.fields[${n}]`;
    if (activity.commercial && sensitiveKind !== null)
      add(
        'over-collection',
        path,
        'PIPL 28',
        `为营销处理敏感个人信息“${label.zh}”，很难有充分的必要性`,
        `Sensitive information ("${label.en}") for marketing: sufficient necessity is hard to show`,
      );
    else if (usual !== undefined && !usual.has(field) && purpose === undefined && necessity === undefined)
      add(
        'over-collection',
        path,
        'PIPL 6',
        `“${label.zh}”看起来不是实现该目的所需要的；请删除，或写明这一项的用途`,
        `"${label.en}" does not look needed for this purpose: drop it, or say what this one is for`,
      );
    const channel = REACHES[field];
    if (activity.purpose === 'marketing' && channel !== undefined && !activity.channels.includes(channel))
      add(
        'over-collection',
        path,
        'PIPL 6',
        `收集“${label.zh}”，但没有登记对应的联系渠道，用不到它`,
        `"${label.en}" is collected, but the channel that would use it is not declared`,
      );
  }
  if (activity.fields.length > 12)
    add(
      'over-collection',
      `${at}.fields`,
      'PIPL 6',
      `一项活动收集 ${activity.fields.length} 种信息；请逐项确认是否都必要`,
      `One activity handles ${activity.fields.length} kinds of information: check that each is needed`,
    );
}

function ofRecipients(activity: Told, at: string, add: Add): void {
  const vague = (path: string, name: string) => {
    const found = says({ zh: name, en: '' }, VAGUE_RECIPIENTS);
    if (found !== undefined)
      add(
        'vague-recipient',
        path,
        'PIPL 23',
        `“${name}”没有指明是谁；请写接收方的全称和联系方式`,
        `"${name}" names nobody: write the full name of the recipient and its contact`,
      );
  };
  for (const [n, recipient] of activity.recipients.entries()) {
    const path = `${at}.recipients[${n}]`;
    vague(`${path}.name`, recipient.name);
    for (const [k, sub] of (recipient.subEntrustees ?? []).entries())
      vague(`${path}.subEntrustees[${k}].name`, sub.name);
  }
}

function ofTerm({ retention, basis }: Told, at: string, add: Add): void {
  const found = says(retention.text, PERMANENT);
  if (found !== undefined)
    add(
      'permanent-retention',
      `${at}.retention.text`,
      'PIPL 19',
      `“${found}”没有终点；保存期限应为实现目的所必要的最短时间`,
      `"${found}" has no end: the term is the shortest that the purpose needs`,
    );
  else if (retention.days > LONGEST_DAYS && basis !== 'legal_duty' && basis !== 'other_law')
    add(
      'permanent-retention',
      `${at}.retention.days`,
      'PIPL 19',
      `保存 ${retention.days} 天超过十年，与永久保存相差无几`,
      `${retention.days} days are more than ten years, which is hardly less than for ever`,
    );
}

function ofChoice(activity: Told, at: string, add: Add): void {
  const { basis, commercial, recipients, automatedDecision, fields } = activity;
  if (commercial && basis === 'contract')
    add(
      'bundled-choice',
      `${at}.basis`,
      'PIPL 16',
      '营销不是履行合同所必需；请拆成单独的、取得同意的活动',
      'Marketing is not necessary for a contract: make it an activity of its own, with consent',
    );
  if (basis === 'consent' && recipients.some(({ role }) => role === 'independent_handler') && commercial)
    add(
      'bundled-choice',
      `${at}.recipients`,
      'PIPL 23',
      '营销与向其他处理者提供放在同一活动里；提供须单独同意，请拆成两项',
      'Marketing and providing to another handler in one activity: providing needs a consent of its own, so make it two',
    );
  const purposes = new Set(fields.flatMap(({ purpose }) => (purpose === undefined ? [] : [purpose.zh])));
  if (basis === 'consent' && purposes.size > 3)
    add(
      'bundled-choice',
      `${at}.fields`,
      'PIPL 14',
      `一次同意包含 ${purposes.size} 种用途；请按目的拆开，让人分别选择`,
      `One consent covers ${purposes.size} uses: split it by purpose, so that each can be chosen`,
    );
  if (automatedDecision?.used === true && !automatedDecision.optOutProvided)
    add(
      'no-way-out',
      `${at}.automatedDecision.optOutProvided`,
      'PIPL 24',
      '自动化决策没有提供关闭或拒绝的方式',
      'The automated decision offers no way to turn it off or refuse',
    );
}

function ofTexts(activity: Told, at: string, add: Add): void {
  for (const part of ['purposeText', 'method'] as const) {
    const bundled = says(activity[part], BUNDLED);
    if (bundled !== undefined) add('bundled-choice', `${at}.${part}`, 'PIPL 14', ...bundledWords(bundled));
    ofGift(activity[part], `${at}.${part}`, add);
    const recipient = says(activity[part], VAGUE_RECIPIENTS.slice(0, 2));
    if (recipient !== undefined)
      add(
        'vague-recipient',
        `${at}.${part}`,
        'PIPL 23',
        `文中提到“${recipient}”而没有指明是谁`,
        `The text speaks of "${recipient}" and names nobody`,
      );
  }
  const vague = says(activity.purposeText, VAGUE_PURPOSES);
  if (vague !== undefined)
    add(
      'vague-purpose',
      `${at}.purposeText`,
      'PIPL 6',
      `“${vague}”没有说清目的；请写具体做什么`,
      `"${vague}" says no purpose: write what is done`,
    );
  for (const part of ['name', 'purposeText', 'method'] as const)
    if (/\p{Script=Han}/u.test(activity[part].en))
      add('untranslated', `${at}.${part}.en`, 'PIPL 17', '英文一栏仍是中文', 'The English text is still in Chinese');
}
