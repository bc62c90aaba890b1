import { describe, expect, it } from 'vitest';
import type { TouchCount } from '../../consent/index.ts';
import { assignWording } from './assign-wording.ts';
import { experimentResult } from './experiment-result.ts';
import type { ExperimentPlan, Variant } from './variant.ts';
import { lintVariant } from './variant-lint.ts';

const both = (zh: string, en: string) => ({ zh, en });
const codes = (variant: Omit<Variant, 'code'>) =>
  [...new Set(lintVariant({ code: 'b', ...variant }, 'variants[1]').map(({ code }) => code))].sort();

describe('the lint', () => {
  it.each<[string, Omit<Variant, 'code'>, string]>([
    ['no control to refuse', { looks: { refuse: { present: false } } }, 'refuse-missing'],
    ['a paler one', { looks: { grant: { style: 'filled' } } }, 'refuse-paler'],
    ['a link', { looks: { refuse: { style: 'link' }, grant: { style: 'outlined' } } }, 'refuse-paler'],
    ['a smaller one', { looks: { grant: { size: 'large' } } }, 'refuse-smaller'],
    ['more taps', { looks: { refuse: { taps: 2 } } }, 'refuse-more-taps'],
    ['a wait', { looks: { refuse: { afterSeconds: 5 } } }, 'refuse-later'],
    ['both worse alike', { looks: { refuse: { taps: 3 }, grant: { taps: 3 } } }, 'refuse-harder-than-now'],
    ['a box ticked beforehand', { looks: { preTicked: true } }, 'pre-ticked'],
    ['one control for several', { looks: { together: true } }, 'bundled'],
    ['shaming', { words: { refuse: both('残忍拒绝', 'No thanks, I hate saving money') } }, 'shames'],
    [
      'a threat',
      { words: { ask: both('不同意将无法继续使用本服务', 'If you refuse you cannot use it') } },
      'threatens',
    ],
    [
      'a threat beside what is harmless',
      { words: { ask: both('不同意将无法下单，不影响浏览', 'May we?') } },
      'threatens',
    ],
    ['a threat to the account', { words: { intro: both('拒绝后账户将被冻结', 'Please choose') } }, 'threatens'],
    ['shaming by what is given up', { words: { refuse: both('我不需要福利', 'I refuse') } }, 'shames'],
    ['a gift for a yes', { words: { ask: both('同意即送10元券，是否接收？', 'May we?') } }, 'gift-for-yes'],
    ['a gift on the button', { words: { grant: both('同意', 'Agree and get 10% off') } }, 'gift-for-yes'],
    ['hurrying', { words: { ask: both('仅剩3分钟，是否同意？', 'May we?') } }, 'hurries'],
    ['a no that is none', { words: { refuse: both('不拒绝', 'Don’t refuse') } }, 'refuse-disguised'],
    ['a no that is a later', { words: { refuse: both('以后再说', 'Maybe later') } }, 'refuse-disguised'],
    ['a yes that is an OK', { words: { grant: both('知道了', 'OK') } }, 'grant-disguised'],
    ['a yes by going on', { words: { ask: both('继续浏览即视为同意', 'By continuing you agree') } }, 'opt-out'],
    ['a button that agrees too', { words: { submit: both('同意并提交', 'Agree and send') } }, 'bundled'],
    ['hiding that refusing is free', { words: { free: both('请您决定', 'Please decide') } }, 'free-hidden'],
    ['markup', { words: { title: both('<b>好礼</b>', '<b>Gift</b>') } }, 'markup'],
    [
      'a box without its consent',
      { words: { consents: { marketing: both('接收惊喜', 'Get surprises') } } },
      'grant-disguised',
    ],
  ])('refuses %s', (_what, variant, code) => {
    expect(codes(variant)).toContain(code);
  });

  it('names place and article of every reason at once', () => {
    const reasons = lintVariant(
      { code: 'b', looks: { refuse: { style: 'link', size: 'small' }, preTicked: true } },
      'variants[1]',
    );
    expect(reasons.map(({ path, article }) => [path, article])).toEqual([
      ['variants[1].looks.refuse.style', 'PIPL 15'],
      ['variants[1].looks.refuse.size', 'PIPL 15'],
      ['variants[1].looks.refuse', 'PIPL 15'],
      ['variants[1].looks.preTicked', 'PIPL 14'],
    ]);
  });

  it.each<[string, Omit<Variant, 'code'>]>([
    ['the usual', {}],
    [
      'that a no restricts nothing',
      {
        words: {
          ask: both('拒绝不影响下单，也不会限制任何功能。愿意接收吗？', 'Refusing changes nothing. May we?'),
          title: both('最后3天：秋季饮品券', 'Last days'),
        },
      },
    ],
    [
      'both large and filled',
      { looks: { grant: { style: 'filled', size: 'large' }, refuse: { style: 'filled', size: 'large' } } },
    ],
    ['a refusal that stands out more', { looks: { refuse: { style: 'filled' }, first: 'refuse' } }],
    [
      'plain words',
      {
        words: {
          ask: both('我们想给您发新品消息', 'May we send you news?'),
          grant: both('同意', 'I agree'),
          refuse: both('不同意', 'I do not agree'),
        },
      },
    ],
    [
      'a gift for everybody',
      { words: { intro: both('无论是否同意都可领取饮品券', 'You get the voucher whether or not you agree') } },
    ],
    ['that refusing is free', { words: { free: both('拒绝不影响您的使用', 'Refusing changes nothing for you') } }],
    [
      'a box in other words',
      { words: { consents: { marketing: both('我同意接收新品短信（自愿）', 'I agree to receive news (voluntary)') } } },
    ],
  ])('lets %s be tried', (_what, variant) => {
    expect(codes(variant)).toEqual([]);
  });
});

const PLAN: ExperimentPlan = {
  ...{ code: 'words', name: '文案', target: { form: 'autumn' }, activity: 'marketing', needed: 1000 },
  variants: [{ code: 'a' }, { code: 'b', words: { title: both('新', 'New') } }],
};

describe('an experiment', () => {
  it('assigns evenly, and the same session the same variant', () => {
    const counts = { a: 0, b: 0 } as Record<string, number>;
    for (let n = 0; n < 2000; n += 1) {
      const assigned = assignWording(PLAN, `session-${n}`);
      counts[assigned?.variant.code ?? ''] = (counts[assigned?.variant.code ?? ''] ?? 0) + 1;
      expect(assignWording(PLAN, `session-${n}`)?.wording).toEqual(assigned?.wording);
    }
    expect(Math.abs((counts['a'] ?? 0) - 1000)).toBeLessThan(120);
    expect(assignWording(PLAN, 'x')?.wording.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  const count = (code: string, shown: number, granted: number, soon = 0): TouchCount => ({
    ...{
      key: `words/${code}`,
      shown,
      granted,
      refused: shown - granted,
      withdrawn: soon,
      settled: granted,
      withdrawnSoon: soon,
    },
    people: shown,
  });

  it('claims nothing before every variant was shown as often as planned', () => {
    const { enough, variants } = experimentResult(PLAN, [count('a', 1000, 100), count('b', 999, 900)]);
    expect(enough).toBe(false);
    expect(variants.map(({ verdict, difference }) => [verdict, difference])).toEqual([
      ['baseline', null],
      ['too-early', null],
    ]);
  });

  it('tells a difference with its interval, none where there is none, and a yes that is regretted', () => {
    const more = experimentResult(PLAN, [count('a', 1000, 300, 10), count('b', 1000, 400, 120)]).variants[1];
    expect(more).toMatchObject({ verdict: 'more', regretted: true });
    expect(more?.difference?.low).toBeGreaterThan(0);
    expect(more?.difference?.share).toBeCloseTo(0.1);
    expect(experimentResult(PLAN, [count('a', 1000, 300), count('b', 1000, 310)]).variants[1]).toMatchObject({
      ...{ verdict: 'no-difference', regretted: false },
    });
    expect(experimentResult(PLAN, [count('a', 1000, 400), count('b', 1000, 300)]).variants[1]?.verdict).toBe('less');
  });
});
