import { expect, it } from 'vitest';
import { citedLaw } from './cited-law.ts';

it('names the law that a basis rests on as a reader of the language knows it', () => {
  const cited = 'PIPL 44, PIPL 50, NDSR 23';
  expect(citedLaw(cited, 'zh')).toBe('《个人信息保护法》第44条、第50条、《网络数据安全管理条例》第23条');
  expect(citedLaw(cited, 'en')).toBe(cited);
});

it('leaves a law as it was entered where it has no name here, or more is said of it than a number', () => {
  expect(citedLaw('电子商务法 31', 'zh')).toBe('电子商务法 31');
  expect(citedLaw('Civil Code 509、某市条例 3', 'zh')).toBe('《民法典》第509条、某市条例 3');
  expect(citedLaw('PIPL 13(2)', 'zh')).toBe('PIPL 13(2)');
});
