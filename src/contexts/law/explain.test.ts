import { describe, expect, it } from 'vitest';
import { always } from './domain/rule.ts';
import { ALL_RULES } from './domain/rules/all-rules.ts';
import { explain } from './explain.ts';
import { factsWith } from './scenarios/scenario.ts';

describe('explain', () => {
  it('says in order what was tried, when each rule is at issue, and which facts it looked at', () => {
    const { tried } = explain(factsWith({ consents: [] }));
    const none = tried.find((each) => each.code === 'consent.none');
    expect(none).toEqual({
      code: 'consent.none',
      step: 4,
      article: 'PIPL 13',
      also: ['PIPL 14'],
      state: 'not-met',
      when: { zh: '以同意为基础', en: 'consent is the basis' },
      facts: [
        'channel',
        'consents',
        'legal_basis',
        'notice.current_version',
        'notice.shown_at',
        'notice.version_shown',
      ],
    });
    expect(tried.find((each) => each.code === 'bar.purchased-source')).toMatchObject({
      state: 'not-at-issue',
      facts: ['data.source'],
    });
    expect(tried.find((each) => each.code === 'purpose.not-necessary')).toMatchObject({ state: 'met', when: null });
    expect(tried.map((each) => each.step)).toEqual(tried.map((each) => each.step).sort((a, b) => a - b));
  });

  it('says what would make a deny an allow, the decisive reason first', () => {
    const { remedies } = explain(factsWith({ consents: [], notice: { shown_at: '2026-11-11' } }));
    expect(remedies).toEqual([
      {
        code: 'notice.not-shown-before',
        article: 'PIPL 17',
        zh: '处理前告知',
        en: 'Tell the person before the handling',
      },
      {
        code: 'consent.none',
        article: 'PIPL 13',
        zh: '在服务触点告知并取得同意',
        en: 'Tell and ask at a service touchpoint',
      },
    ]);
    expect(explain(factsWith({})).remedies).toEqual([]);
    expect(explain(factsWith({ data: { state: 'anonymised' } })).tried).toEqual([]);
    expect(explain(factsWith({ operation: 'sniff' })).remedies[0]?.en).toMatch(/vocabulary/);
  });
});

describe('every rule', () => {
  it.each(ALL_RULES.map((rule) => [rule.code, rule] as const))(
    '%s says when it is at issue and what would meet it',
    (_code, rule) => {
      expect(rule.where !== undefined).toBe(rule.applies !== always);
      expect(rule.remedy !== undefined).toBe(rule.denies.zh !== '');
      for (const said of [rule.where, rule.remedy]) {
        expect(said?.zh ?? '汉').toMatch(/\p{Script=Han}/u);
        expect(said?.en ?? 'a').toMatch(/[a-z]/);
      }
    },
  );
});
