import { isSearchDeclaration, type SearchVerdict, verifySearch } from '../src/search-declaration.ts';
import { type Verdict, type VerifyOptions, verify, verifyWithTimestamps } from '../src/verify.ts';
import { element } from './elements.ts';
import { type Language, WORDS } from './page-words.ts';
import { readText, type Unreadable } from './read-text.ts';
import { inTheOtherLanguage, showDeclaration, showVerdict } from './verdict.ts';

/** What a bundle is checked against, a file each. */
const HELPS = ['key', 'witness', 'tsaRoots', 'tsaCrls', 'remembered', 'consistency'] as const;
type Help = (typeof HELPS)[number];

type Shown =
  | { readonly state: 'nothing' }
  | { readonly state: 'working'; readonly name: string }
  | { readonly state: 'unreadable'; readonly name: string; readonly why: Unreadable['why'] }
  | { readonly state: 'judged'; readonly name: string; readonly verdict: Verdict }
  | { readonly state: 'declared'; readonly name: string; readonly verdict: SearchVerdict };

const page = document.querySelector('main') ?? document.body;
const helps = new Map<Help, File>();
let language: Language = navigator.language.startsWith('zh') || navigator.language === '' ? 'zh' : 'en';
let bundle: File | undefined;
/** What the letter carries, for the declaration of a search. */
let number = '';
let shown: Shown = { state: 'nothing' };
let run = 0;

const say = (word: keyof typeof WORDS) => WORDS[word][language];

async function judge(): Promise<void> {
  if (bundle === undefined) return;
  run += 1;
  const own = run;
  const { name } = bundle;
  show({ state: 'working', name });
  // The word has to be on the screen before the checks take the thread.
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  const texts = new Map<Help | 'bundle', string>();
  for (const [what, file] of [['bundle', bundle], ...helps] as const) {
    const read = await readText(file);
    if (own !== run) return;
    if ('why' in read) {
      show({ state: 'unreadable', name: file.name, why: read.why });
      return;
    }
    texts.set(what, read.text);
  }
  const text = texts.get('bundle') ?? '';
  if (isSearchDeclaration(text)) {
    const key = texts.get('key');
    const letter = number === '' ? {} : { number };
    const verdict = verifySearch(text, { now: new Date(), ...letter, ...(key === undefined ? {} : { key }) });
    show({ state: 'declared', name, verdict });
    return;
  }
  const verdict = await decide(texts);
  if (own === run) show({ state: 'judged', name, verdict });
}

function decide(texts: ReadonlyMap<Help | 'bundle', string>): Verdict | Promise<Verdict> {
  const options: VerifyOptions = { now: new Date(), ...Object.fromEntries(texts) };
  const roots = texts.get('tsaRoots');
  const text = texts.get('bundle') ?? '';
  return roots === undefined ? verify(text, options) : verifyWithTimestamps(text, { ...options, tsaRoots: roots });
}

function show(next: Shown): void {
  shown = next;
  const result = document.querySelector('#result');
  result?.replaceChildren(...resultOf(next));
  result?.setAttribute('aria-busy', String(next.state === 'working'));
}

function resultOf(now: Shown): Node[] {
  switch (now.state) {
    case 'nothing':
      return [];
    case 'working':
      return [element('p', { class: 'muted' }, say('working'))];
    case 'unreadable':
      return [
        element(
          'section',
          { class: 'verdict bad' },
          element('h2', {}, `✕ ${say('unreadable')}`),
          element('p', {}, `${now.name}: ${say(now.why)}`),
          inTheOtherLanguage(WORDS[now.why], language),
        ),
      ];
    case 'declared':
      return showDeclaration(now.verdict, now.name, language);
    case 'judged':
      return showVerdict(now.verdict, now.name, language);
  }
}

function draw(): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = `${say('title')} · 知诺 Zhinuo`;
  const other = element('button', { type: 'button' }, say('switchLanguage'));
  other.addEventListener('click', () => {
    language = language === 'zh' ? 'en' : 'zh';
    draw();
  });
  page.replaceChildren(
    element('header', {}, element('h1', {}, say('title')), element('span', { class: 'badge' }, say('offline')), other),
    element('p', { class: 'muted' }, say('lead')),
    dropZone(),
    helpFiles(),
    element('div', { id: 'result', 'aria-live': 'polite' }),
  );
  show(shown);
}

function dropZone(): HTMLElement {
  const input = element('input', { type: 'file', accept: '.json,application/json', 'aria-label': say('bundle') });
  const chosen = element('span', { class: 'chosen muted' }, bundle?.name ?? say('bundle'));
  const zone = element('label', { class: 'drop' }, element('strong', {}, say('drop')), chosen, input);
  const take = (file: File | null | undefined) => {
    if (file === null || file === undefined) return;
    bundle = file;
    chosen.textContent = file.name;
    void judge();
  };
  input.addEventListener('change', () => take(input.files?.item(0)));
  for (const kind of ['dragenter', 'dragover'])
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add('over');
    });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    take(event.dataTransfer?.files.item(0));
  });
  return zone;
}

function helpFiles(): HTMLElement {
  const files = HELPS.map((help) => {
    const input = element('input', { type: 'file', id: `file-${help}` });
    input.addEventListener('change', () => {
      const file = input.files?.item(0);
      if (file === null || file === undefined) helps.delete(help);
      else helps.set(help, file);
      void judge();
    });
    const named = helps.get(help)?.name ?? '';
    return element(
      'div',
      {},
      element('label', { for: `file-${help}` }, say(help)),
      input,
      element('div', { class: 'muted' }, named === '' ? say(`${help}Hint`) : named),
    );
  });
  return element(
    'details',
    { open: helps.size > 0 || number !== '' },
    element('summary', {}, say('more')),
    element('div', { class: 'files' }, ...files, numberField()),
  );
}

function numberField(): HTMLElement {
  const input = element('input', {
    type: 'text',
    id: 'number',
    value: number,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  input.addEventListener('change', () => {
    number = input.value.replace(/\s/g, '');
    void judge();
  });
  const label = element('label', { for: 'number' }, say('number'));
  return element('div', {}, label, input, element('div', { class: 'muted' }, say('numberHint')));
}

// A file dropped beside the field must not make the browser leave the page and open it.
for (const kind of ['dragover', 'drop']) document.addEventListener(kind, (event) => event.preventDefault());
draw();
