import type { PaperLanguage } from './paper.ts';

const CHINESE_NAMES: Readonly<Record<string, string>> = {
  PIPL: '个人信息保护法',
  NDSR: '网络数据安全管理条例',
  'Advertising Law': '广告法',
  'Civil Code': '民法典',
  'Consumer Law': '消费者权益保护法',
  'Cybersecurity Law': '网络安全法',
  'Data Security Law': '数据安全法',
  'E-Commerce Law': '电子商务法',
  'Labour Contract Law': '劳动合同法',
  'Minors Regs': '未成年人网络保护条例',
};

/**
 * The law that a basis rests on, as a reader of the language knows it: "PIPL 44, PIPL 50" is 《个人信息保护法》第44条、第50条 to whoever reads
 * Chinese. Each law as it was entered where it has no name here, or more is said of it than a number.
 */
export function citedLaw(cited: string, language: PaperLanguage): string {
  if (language === 'en') return cited;
  let before = '';
  return cited
    .split(/[,，、]\s*/u)
    .map((each) => {
      const [, law = '', number] = /^(.+?) (\d+)$/u.exec(each.trim()) ?? [];
      const name = CHINESE_NAMES[law];
      if (name === undefined) {
        before = '';
        return each.trim();
      }
      const article = law === before ? `第${number}条` : `《${name}》第${number}条`;
      before = law;
      return article;
    })
    .join('、');
}
