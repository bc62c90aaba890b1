import type { SearchVerdict } from '../src/search-declaration.ts';
import type { Verdict } from '../src/verify.ts';
import { element } from './elements.ts';
import { type Language, WORDS } from './page-words.ts';
import { drawTimeline } from './timeline.ts';

type Accepted = Extract<Verdict, { ok: true }>;
type Refused = Extract<Verdict, { ok: false }>;

/** What the checks came to, for reading: the verdict, what it rests on, a timeline, and the issuer's own account apart. */
export function showVerdict(verdict: Verdict, name: string, language: Language): Node[] {
  return verdict.ok ? accepted(verdict, name, language) : [refused(verdict, name, language)];
}

/** The same for the declaration of a search, which proves less. */
export function showDeclaration(verdict: SearchVerdict, name: string, language: Language): Node[] {
  if (!verdict.ok) return [refused(verdict, name, language)];
  const [first = '', ...rest] = verdict.account[language].split('\n');
  const head = element(
    'section',
    { class: `verdict ${verdict.signer.verified ? 'good' : 'unsure'}` },
    element('h2', {}, `${verdict.signer.verified ? '✓' : '!'} ${first}`),
    list([[WORDS.file[language], name]]),
  );
  return [head, block(rest.filter((line) => line !== ''))];
}

/** The same words for whoever reads the other language beside the user, marked as such. */
export function inTheOtherLanguage(words: Readonly<Record<Language, string>>, language: Language): HTMLElement {
  const zh = language === 'zh';
  return element('p', { class: 'muted', lang: zh ? 'en' : 'zh-CN' }, zh ? words.en : words.zh);
}

function refused({ reason }: Refused, name: string, language: Language): HTMLElement {
  const say = (word: keyof typeof WORDS) => WORDS[word][language];
  return element(
    'section',
    { class: 'verdict bad' },
    element('h2', {}, `✕ ${say('refused')}${language === 'zh' ? '：' : ': '}${reason[language]}`),
    inTheOtherLanguage(reason, language),
    element('p', { class: 'muted' }, say('refusedSafe')),
    list([
      [say('file'), name],
      [say('place'), reason.at],
      [say('code'), reason.code],
    ]),
  );
}

function accepted(verdict: Accepted, name: string, language: Language): Node[] {
  const say = (word: keyof typeof WORDS) => WORDS[word][language];
  const { signer, proven } = verdict;
  // The account's parts are divided by empty lines: facts about the file, lists of records, what is proven and what is not.
  const parts = verdict.account[language].split('\n\n').map((part) => part.split('\n'));
  const limits = parts.at(-1) ?? [];
  const closed = proven.redacted.length > 0 ? say('partlyClosed') : '';
  const head = element(
    'section',
    { class: `verdict ${signer.verified ? 'good' : 'unsure'}` },
    element('h2', {}, `${signer.verified ? `✓ ${say('verified')}` : `! ${say('verifiedUnknown')}`}${closed}`),
    ...limits.map((line) => element('p', {}, line)),
    list([[say('file'), name]]),
  );
  return [
    head,
    element('h2', {}, say('timeline')),
    element('p', { class: 'muted' }, say('timelineLead')),
    drawTimeline(proven, language),
    element('h2', {}, say('account')),
    ...parts.slice(0, -1).map(block),
    ...ownAccount(verdict, language),
    saving(verdict, language),
  ];
}

function block(lines: readonly string[]): HTMLElement {
  return element(
    'div',
    { class: 'block' },
    ...lines.map((line) => element('p', line.startsWith('  ') ? { class: 'item' } : {}, line.trim())),
  );
}

function ownAccount({ documents }: Accepted, language: Language): Node[] {
  if (documents === undefined) return [];
  const title = WORDS.document[language];
  // The document was checked to be still; the empty sandbox holds it to that.
  const frame = element('iframe', { sandbox: '', title, srcdoc: documents[language] });
  return [element('details', {}, element('summary', {}, title), frame)];
}

// Who is not known can't put a checkpoint into the user's memory.
function saving({ remember }: Accepted, language: Language): HTMLElement {
  if (remember === undefined) return element('p', { class: 'muted no-print' }, WORDS.notKept[language]);
  const button = element('button', { type: 'button', class: 'no-print' }, WORDS.save[language]);
  button.addEventListener('click', () => {
    const address = URL.createObjectURL(new Blob([remember], { type: 'application/json' }));
    element('a', { href: address, download: 'zhinuo-checkpoints.json' }).click();
    URL.revokeObjectURL(address);
  });
  return element('p', {}, button);
}

function list(rows: readonly (readonly [string, string])[]): HTMLElement {
  const told = rows.filter(([, value]) => value !== '');
  return element('dl', {}, ...told.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
}
