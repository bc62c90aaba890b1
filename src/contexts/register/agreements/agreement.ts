import { type Bilingual, type FieldError, fieldError } from '../../../platform/failure.ts';
import { textErrors } from '../../../platform/plain-text.ts';
import { BUNDLED } from '../domain/warning-words.ts';
import { heading, type Paper, type PaperLanguage, text } from '../papers/paper.ts';

/** A 用户协议 or another agreement as it is drafted. It is no notice: nobody consents to handling by agreeing to it. */
export interface AgreementInput {
  /** Lower-case kebab code, part of the permanent address. */
  readonly code: string;
  readonly title: Bilingual;
  readonly sections: readonly { readonly heading: Bilingual; readonly text: Bilingual }[];
}

/** What a version says; its canonical JSON is what the version's hash is over. */
export interface AgreementContent extends AgreementInput {
  readonly version: number;
  /** RFC 3339, Asia/Shanghai. */
  readonly publishedAt: string;
  readonly party: Bilingual;
}

/** A published, immutable version. */
export interface Agreement {
  readonly code: string;
  readonly version: number;
  readonly hash: string;
  readonly content: AgreementContent;
  readonly publishedAt: Date;
}

// Consent to handling that is given by agreeing to something else: "同意本协议即同意隐私政策", "you also consent to our use of your data".
const CONSENT_INSIDE = [
  ...BUNDLED,
  /(同意|接受|签署)本(协议|条款).{0,20}(视为|即|同时|一并).{0,10}(同意|接受|授权).{0,20}(隐私|个人信息|信息|营销|短信)/u,
  /授权(我们|本公司|平台).{0,20}(收集|使用|处理|提供|共享).{0,20}(个人)?信息/u,
  /\byou (also |hereby )?(consent|agree|authorise|authorize)\b[^.]{0,60}\b(personal (data|information)|privacy (policy|notice)|marketing)\b/iu,
];

/** What keeps an agreement from being stored or published: markup, empty parts, and consent to handling hidden in it. */
export function agreementErrors(input: AgreementInput): FieldError[] {
  const errors = textErrors(input);
  const need = (texts: Bilingual, path: string) => {
    if (texts.zh.trim() === '' || texts.en.trim() === '')
      errors.push(fieldError(path, '中英文都要填写', 'Both languages are needed'));
  };
  need(input.title, 'title');
  for (const [index, section] of input.sections.entries()) {
    const path = `sections[${index}]`;
    need(section.heading, `${path}.heading`);
    need(section.text, `${path}.text`);
    const found = [section.text.zh, section.text.en].some((words) => CONSENT_INSIDE.some((each) => each.test(words)));
    if (found)
      errors.push(
        fieldError(
          `${path}.text`,
          '协议里不能夹带对个人信息处理的同意，同意须单独、主动作出（个保法第14、16条）',
          'An agreement carries no consent to handling: that is given by itself (PIPL 14, 16)',
        ),
      );
  }
  return errors;
}

/** A version as a paper, to be typeset. */
export function agreementPaper(content: AgreementContent, hash: string, language: PaperLanguage): Paper {
  const pick = (words: Bilingual) => words[language];
  return {
    code: 'policy',
    language,
    title: pick(content.title),
    subtitle: `${pick(content.party)} · v${content.version}`,
    blocks: content.sections.flatMap((section) => [
      heading(pick(section.heading)),
      ...pick(section.text)
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => text(line)),
    ]),
    wide: false,
    bound: { notice: content.code, version: content.version, publishedAt: content.publishedAt, hash },
  };
}
