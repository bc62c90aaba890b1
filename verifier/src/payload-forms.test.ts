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
    entry('staff-access', { act: 'access.role-changed', by: 'user:1', from: 'agent', subject: ID, to: 'dpo' }),
    entry('staff-access', { act: 'access.signed-in', anything: [1, { else: null }] }),
    entry('key-event', { event: ID, kind: 'persons', number: 2, what: 'destroyed' }),
    entry('key-event', { event: ID, kind: 'persons', number: 2, what: 'destroyed', more: 1 }),
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
    { kind: 'staff-access', version: 1, unknown: false, count: 1 },
    { kind: 'key-event', version: 1, unknown: false, count: 1 },
    { kind: 'erasure', version: 1, unknown: false, count: 1 },
    { kind: 'withdrawal', version: 1, unknown: false, count: 1 },
    { kind: 'from-the-future', version: 1, unknown: true, count: 1 },
  ]);
});

it('reads what exports, retention and rights requests say, and nothing besides', () => {
  const exported = {
    activity: 'member-export',
    by: 'user:1',
    expiresAt: '2026-11-23T00:00:00.000Z',
    export: ID,
    fields: ['mobile'],
    operation: 'provide',
    persons: 3,
    recipient: null,
    segment: null,
    sha256: BYTES,
  };
  const retained = {
    action: 'erased',
    activities: ['orders'],
    endedBy: 'term-ended',
    fields: ['mobile'],
    retention: ID,
  };
  const order = { activity: 'orders', by: 'user:1', fields: [], ground: 'unlawful', law: 'PIPL 47', order: ID };
  const asked = {
    act: 'asked',
    answerBy: '2026-12-11T16:00:00.000Z',
    by: null,
    fields: [],
    request: ID,
    right: 'copy',
    through: 'privacy-centre',
  };
  expect(
    unreadPayloads([
      entry('export', exported),
      entry('retention', retained),
      entry('retention', { ...retained, action: 'locked', lockedUntil: exported.expiresAt }),
      entry('retention', order),
      entry('rights-request', asked),
      entry('rights-request', { act: 'answered', by: 'user:1', grounds: [], outcome: 'granted', request: ID }),
    ]),
  ).toEqual([]);
  expect(
    unreadPayloads([
      entry('export', { ...exported, mobile: '13800138000' }),
      entry('export', { ...exported, persons: '3' }),
      entry('retention', { ...retained, action: 'locked' }),
      entry('retention', { ...retained, lockedUntil: exported.expiresAt }),
      entry('retention', { ...order, retention: ID }),
      entry('rights-request', { ...asked, answerBy: 'soon' }),
      entry('rights-request', { request: ID }),
    ]),
  ).toEqual([
    { kind: 'export', version: 1, unknown: false, count: 2 },
    { kind: 'retention', version: 1, unknown: false, count: 3 },
    { kind: 'rights-request', version: 1, unknown: false, count: 2 },
  ]);
});
