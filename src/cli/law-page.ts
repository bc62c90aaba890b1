import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { formatSpoken, lawPage, parseSpoken, spokenRules } from '../contexts/law/index.ts';

// `npm run law-page [-- CASES.json]`: with the outside cases at hand, what speaks in them is worked out anew.
const LISTING = 'docs/law-cases.json';
const [casesFile] = process.argv.slice(2);

mkdirSync('docs', { recursive: true });
if (casesFile !== undefined) {
  const { cases } = JSON.parse(readFileSync(casesFile, 'utf8')) as { cases: { id: string; facts: unknown }[] };
  const spoken = Object.fromEntries(cases.map(({ id, facts }) => [id, spokenRules(facts)]));
  writeFileSync(LISTING, formatSpoken(spoken));
}
writeFileSync('docs/law.md', lawPage(parseSpoken(readFileSync(LISTING, 'utf8'))));
