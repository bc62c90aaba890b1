import { type FieldError, fieldError } from '../../../platform/failure.ts';
import { lintText } from '../domain/word-lint.ts';
import { type ControlLook, lookOf, USUAL_LOOK, type Variant, type VariantWords } from './variant.ts';

/** Why a variant may not be tried: what it is about, the article, and the sentence. */
export interface LintReason extends FieldError {
  readonly code: string;
  readonly article: string;
}

const WEIGHT = { filled: 3, outlined: 2, link: 1 } as const;
const SIZE = { large: 3, medium: 2, small: 1 } as const;

function reason(path: string, code: string, article: string, zh: string, en: string): LintReason {
  return { ...fieldError(path, `${zh}（${article}）`, `${en} (${article})`), code, article };
}

/**
 * Whether a variant makes refusing harder than agreeing, or than it is now, in its looks or its words. Every reason is told, each with its article
 * (PIPL 14 to 17, NDSR 22).
 */
export function lintVariant(variant: Variant, at: string): LintReason[] {
  return [...lintLooks(variant, `${at}.looks`), ...lintWords(variant.words ?? {}, `${at}.words`)];
}

function lintLooks(variant: Variant, at: string): LintReason[] {
  const reasons: LintReason[] = [];
  const refuse = lookOf(variant, 'refuse');
  const grant = lookOf(variant, 'grant');
  const no = (path: string, code: string, zh: string, en: string, article = 'PIPL 15') =>
    reasons.push(reason(`${at}.${path}`, code, article, zh, en));
  if (!refuse.present) no('refuse.present', 'refuse-missing', '没有拒绝的控件', 'There is no control to refuse');
  if (!grant.present) no('grant.present', 'grant-missing', '没有同意的控件', 'There is no control to agree', 'PIPL 14');
  if (WEIGHT[refuse.style] < WEIGHT[grant.style])
    no('refuse.style', 'refuse-paler', '拒绝不如同意醒目', 'Refusing stands out less than agreeing');
  if (SIZE[refuse.size] < SIZE[grant.size])
    no('refuse.size', 'refuse-smaller', '拒绝的控件比同意的小', 'The control to refuse is smaller');
  if (refuse.taps > grant.taps)
    no('refuse.taps', 'refuse-more-taps', '拒绝比同意多点几次', 'Refusing takes more taps than agreeing');
  if (refuse.afterSeconds > grant.afterSeconds)
    no('refuse.afterSeconds', 'refuse-later', '拒绝要多等', 'Refusing has to wait longer');
  reasons.push(...harderThanNow(refuse, at));
  const { preTicked, together } = variant.looks ?? {};
  if (preTicked === true) no('preTicked', 'pre-ticked', '不得预先勾选', 'Nothing is ticked beforehand', 'PIPL 14');
  if (together === true)
    no('together', 'bundled', '不得把几项同意并在一个控件里', 'Several consents may not share a control', 'NDSR 22');
  return reasons;
}

// An experiment in which both got worse alike would still make refusing harder than it is.
function harderThanNow(refuse: ControlLook, at: string): LintReason[] {
  const { taps, afterSeconds, style, size } = USUAL_LOOK;
  const harder =
    refuse.taps > taps ||
    refuse.afterSeconds > afterSeconds ||
    WEIGHT[refuse.style] < WEIGHT[style] ||
    SIZE[refuse.size] < SIZE[size];
  return harder
    ? [
        reason(
          `${at}.refuse`,
          'refuse-harder-than-now',
          'PIPL 15',
          '拒绝比现在更难',
          'Refusing would be harder than it is now',
        ),
      ]
    : [];
}

function lintWords(words: VariantWords, at: string): LintReason[] {
  const { consents = {}, ...places } = words;
  const texts = [
    ...Object.entries(places).map(([place, text]) => ({ place, path: `${at}.${place}`, text })),
    ...Object.entries(consents).map(([control, text]) => {
      return { place: 'consents', path: `${at}.consents.${control}`, text };
    }),
  ];
  return texts.flatMap(({ place, path, text }) =>
    (['zh', 'en'] as const).flatMap((language) =>
      lintText(place, text[language], language).map(({ code, article, zh, en }) =>
        reason(`${path}.${language}`, code, article, zh, en),
      ),
    ),
  );
}
