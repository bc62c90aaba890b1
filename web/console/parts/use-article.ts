import { lawText } from '../../ui/i18n/law.ts';
import { useText } from '../../ui/i18n/translate.ts';

/** An article as a reader of the language knows it: "PIPL 13" is 个人信息保护法第13条, "PIPL 14, 16" 个人信息保护法第14、16条; as it is written where the statute has no name here. */
export function useArticle(): (article: string) => string {
  const { t, locale } = useText(lawText);
  return (article) => {
    const [, name = article, number] = /^(.*?)(?: (\d+(?:, \d+)*))?$/.exec(article) ?? [];
    const key = `law.${name}`;
    if (!(key in lawText)) return article;
    const law = t(key as keyof typeof lawText);
    if (number === undefined) return law;
    // A number of four digits is the year of a revision, not an article.
    return t(number.length === 4 && name === 'SMS Rules' ? 'edition' : 'article', {
      law,
      number: locale === 'zh' ? number.replaceAll(', ', '、') : number,
    });
  };
}

/** A reason with the article it rests on, in one line: the full stop of the reason would end the line before its article. */
export function reasonLine(reason: string, article: string): string {
  return `${reason.replace(/[。.]$/u, '')} · ${article}`;
}
