import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { knownForms, unreadPayloads } from './payload-forms.ts';
import { parseStrictly } from './strict-json.ts';

const entry = (kind: string, payload: unknown) => ({
  kind,
  payload: payload === undefined ? undefined : { value: parseStrictly(JSON.stringify(payload), ''), at: '' },
});
const ID = '01890000-0000-7000-8000-00000000000a';
const BYTES = 'wUbmIxtDH1JAyv-F2a3odBR68FzeXP1thwrUXg_Q9hY';

it('knows the forms that the page of the format lists', () => {
  const page = readFileSync(new URL('../../docs/evidence-format.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('\n## 17. ');
  expect(section.split('```\n')[1]?.trim()).toBe(knownForms());
});

it('says which payloads it does not claim to understand, and why', () => {
  const told = unreadPayloads([
    entry('key', { generation: 1, key: BYTES, person: ID }),
    entry('key', { generation: 1, key: BYTES, person: ID, more: 1 }),
    entry('key', { generation: -1, key: BYTES, person: ID }),
    entry('key', { generation: 1, key: BYTES, person: 'somebody' }),
    entry('key', { key: BYTES, person: ID }),
    entry('epoch', { count: 1, root: BYTES, size: 1, v: 1 }),
    entry('epoch', { count: 1, root: BYTES, size: 1, v: 2 }),
    entry('use-batch', { members: { root: BYTES, size: 2 }, use: {}, v: 2 }),
    entry('use-batch', { members: { root: BYTES, size: 2 }, use: {} }),
    entry('staff-access', { act: 'access.signed-in', anything: [1, { else: null }] }),
    entry('erasure', { act: 'evidence.destroy-defence', destroyed: 3 }),
    entry('erasure', { act: 'something', destroyed: 3 }),
    entry('withdrawal', { activity: 'marketing', channel: null, revision: 1, through: 'privacy-centre' }),
    entry('withdrawal', { activity: 'marketing', channel: 1, revision: 1, through: 'privacy-centre' }),
    entry('from-the-future', 'words'),
    entry('consent', undefined),
  ]);
  expect(told).toEqual([
    { kind: 'key', version: 1, unknown: false, count: 4 },
    { kind: 'epoch', version: 2, unknown: true, count: 1 },
    { kind: 'erasure', version: 1, unknown: false, count: 1 },
    { kind: 'withdrawal', version: 1, unknown: false, count: 1 },
    { kind: 'from-the-future', version: 1, unknown: true, count: 1 },
  ]);
});
