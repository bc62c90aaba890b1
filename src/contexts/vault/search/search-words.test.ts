import { describe, expect, it } from 'vitest';
import { mobileWords, nameWords, queryWords } from './search-words.ts';

const isFound = (name: string, text: string) => queryWords(text).some((word) => nameWords(name).includes(word));

describe('the words by which a name is found', () => {
  it.each([
    ['单雄信', ['单', '单雄', '雄信', 'sxx', 'dxx', 'shanxiongxin', 'danxiong', 'sx']],
    ['曾国藩', ['曾', 'zgf', 'cgf', 'zengguofan', 'zg']],
    ['仇英', ['仇', 'qy', 'cy', 'qiuying', 'qiu']],
    ['尉迟敬德', ['尉迟', '敬德', 'ycjd', 'wcjd', 'yuchi', 'weichijingde', 'yc']],
    ['欧阳娜娜', ['欧阳', '娜娜', 'oynn', 'ouyang']],
    ['解缙', ['解', 'xj', 'xiejin']],
    ['查良镛', ['zly', 'zhaliangyong']],
    ['朴树', ['ps', 'piaoshu']],
    ['任盈盈', ['ryy', 'renying']],
    ['区寄', ['oj', 'ouji']],
    ['乐嘉', ['yj', 'lj']],
    ['盖叫天', ['gjt', 'gejiaotian']],
    ['吕布', ['lb', 'lvbu', 'lübu']],
    [
      '阿依古丽·买买提',
      ['阿依古丽', '买买提', '阿依古丽买买提', '阿依古丽•买买提', 'ayglmmt', 'aygl', 'mmt', 'maimaiti'],
    ],
    ['扎西·多吉', ['扎西', '多吉', '扎西・多吉', 'zx', 'dj']],
    ['John Smith', ['john', 'smith', 'JOHN SMITH', 'johnsm']],
  ] as const)('%s', (name, texts) => {
    for (const text of texts) expect([text, isFound(name, text)]).toEqual([text, true]);
  });

  it('find nobody else', () => {
    for (const text of ['王', 'wxx', '信', 'xiong', '单信'])
      expect([text, isFound('单雄信', text)]).toEqual([text, false]);
  });

  it('are few, however long or strange a name is', () => {
    for (const name of ['乐'.repeat(80), '单曾仇解查朴任区乐盖', '😀😀', '\u0000', '···', 'é'.repeat(50), ''])
      expect(nameWords(name).length).toBeLessThanOrEqual(96);
    expect(queryWords('张'.repeat(60))).toEqual([]);
  });
});

describe('the words by which a masked number is found', () => {
  it('are what the mask shows', () => {
    const words = mobileWords('13800138000');
    for (const text of ['138****8000', '138 **** 8000', '8000', '****8000'])
      expect(words).toEqual(expect.arrayContaining(queryWords(text)));
    for (const text of ['138****8001', '8001', '800', '1'])
      expect(queryWords(text).some((word) => words.includes(word))).toBe(false);
  });
});
