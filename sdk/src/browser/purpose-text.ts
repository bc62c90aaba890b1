import type { Client } from '../client.ts';
import type { Purpose } from '../site.ts';
import { list, pick, say } from '../words.ts';
import { element, noticeNodes } from './elements.ts';

/** What a purpose is about, in the words of the register: why, what, who receives it, how long. */
export function purposeText({ locale }: Client, purpose: Purpose): HTMLElement {
  const facts = [
    say(locale, 'data', {
      items: list(
        locale,
        purpose.fields.map((field) => pick(locale, field)),
      ),
    }),
    purpose.recipients.length > 0 && say(locale, 'recipients', { items: list(locale, purpose.recipients) }),
    say(locale, 'kept', { items: pick(locale, purpose.retention) }),
  ].filter((fact) => fact !== false);
  return element(
    'div',
    {},
    element('p', {}, pick(locale, purpose.purpose)),
    element('p', { class: 'small' }, facts.join(locale === 'en' ? '; ' : '；')),
  );
}

/** The name of a purpose, with a word where its consent is separate. */
export function purposeName({ locale }: Client, purpose: Purpose): string {
  const name = pick(locale, purpose.name);
  return purpose.separate ? `${name} (${say(locale, 'separate')})` : name;
}

/** The short notice, folded, as it stands in the evidence, with the way to the whole document. */
export function foldedNotice({ locale, site }: Client): HTMLElement | false {
  if (site === null) return false;
  const { shortHtml, title, url } = site.notice;
  const link = element('a', { href: url, target: '_blank', rel: 'noopener' });
  link.textContent = say(locale, 'whole', { title: pick(locale, title) });
  const short = element('div', { class: 'small' }, noticeNodes(pick(locale, shortHtml), url));
  return element('details', {}, element('summary', {}, say(locale, 'notice')), short, element('p', {}, link));
}
