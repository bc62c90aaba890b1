import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../verifier/src/verify.ts';
import { type BundleLine, openBundleLine } from '../support/bundle-line.ts';
import {
  BYTE_CHANGES,
  changeByte,
  changedFact,
  changeField,
  FIELD_CHANGES,
  pathsOf,
  saysTheSame,
} from '../support/bundle-mutations.ts';
import { ROUNDS, SEED } from '../support/fault-rounds.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { VerifyingThread } from '../support/verifying-thread.ts';

/** So many mutations of each file are drawn for each round; from this many rounds on every one is tried. */
const DRAWN = 60;
const ALL_FROM = 20;

const folder = new URL('../../verifier/golden/', import.meta.url);
const golden = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && !name.endsWith('.expected.json'))
  .map((name) => ({
    name,
    file: readFileSync(new URL(name, folder)),
    key: readFileSync(new URL(name.replace('.json', '.key'), folder), 'utf8'),
  }));

/** The numbers below `count`, all of them or a seeded share. */
function* drawn(count: number, random: () => number): Generator<number> {
  if (ROUNDS >= ALL_FROM || count <= ROUNDS * DRAWN) for (let number = 0; number < count; number += 1) yield number;
  else for (let draw = 0; draw < ROUNDS * DRAWN; draw += 1) yield Math.floor(random() * count);
}

let thread: VerifyingThread;
let line: BundleLine;
beforeAll(async () => {
  thread = new VerifyingThread();
  line = await openBundleLine();
});
afterAll(async () => {
  await thread.close();
  await line.house.close();
});

describe('what the mutations are judged by', () => {
  const original = Buffer.from('{"a":"é","b":[1,2]}');
  it.each([
    ['white space', '{ "a":"é",\n"b":[1, 2]}', true],
    ['another spelling of a string', '{"b":[1,2],"a":"\\u00e9"}', true],
    ['another value', '{"a":"e","b":[1,2]}', false],
    ['another order of a list', '{"a":"é","b":[2,1]}', false],
    ['what is no JSON', '{"a":"é","b":[1,2]', false],
  ])('tells %s', (_what, changed, same) => {
    expect(saysTheSame(original, Buffer.from(changed))).toBe(same);
  });

  it('sees a changed payload, a lost entry, a withheld opening as what they are', async () => {
    const { bundle } = JSON.parse(await line.issue({ related: [line.notice] }));
    const changed = (change: (copy: typeof bundle) => void) => {
      const copy = structuredClone(bundle);
      change(copy);
      return changedFact(bundle, copy);
    };
    expect(changed((copy) => copy.keys[0].entries.pop())).toBe('the number of entries under keys');
    expect(changed((copy) => Object.assign(copy.keys[0].entries[1].opening, { payload: {} }))).toBe('entry 1');
    expect(changed((copy) => copy.related.push({ entry: '{}', index: 1, opening: null }))).toBeDefined();
    expect(changed((copy) => Object.assign(copy.keys[0].entries[1], { opening: null }))).toBeUndefined();
    expect(changed((copy) => Object.assign(copy, { issued: '2026-11-11T12:09:00.000Z' }))).toBeUndefined();
  });
});

describe(`a changed bundle (seed ${SEED}, ${ROUNDS} rounds)`, () => {
  it.each(golden)('$name is never accepted with another content after a change of a byte', async ({ file, key }) => {
    const random = seededRandom(SEED);
    let tried = 0;
    for (const number of drawn(file.length * BYTE_CHANGES, random)) {
      const place = Math.floor(number / BYTE_CHANGES);
      const { what, bytes } = changeByte(file, place, number % BYTE_CHANGES, random);
      const accepted = await thread.accepts(bytes, key);
      if (accepted) expect(saysTheSame(file, bytes), what).toBe(true);
      tried += 1;
    }
    expect(tried).toBeGreaterThanOrEqual(ROUNDS * DRAWN);
  });

  it.each(golden)('$name is never accepted after a change of a field', async ({ file, key }) => {
    const random = seededRandom(SEED + 1);
    const paths = pathsOf(JSON.parse(file.toString('utf8')));
    for (const number of drawn(paths.length * FIELD_CHANGES, random)) {
      const root = JSON.parse(file.toString('utf8'));
      const path = paths[Math.floor(number / FIELD_CHANGES)] ?? [];
      changeField(root, path, number % FIELD_CHANGES, random);
      const bytes = Buffer.from(JSON.stringify(root));
      const accepted = await thread.accepts(bytes, key);
      if (accepted) expect(saysTheSame(file, bytes), `${path.join('.')}, change ${number % FIELD_CHANGES}`).toBe(true);
    }
  });

  it('is not accepted with a changed fact even when the log signs it again', async () => {
    const text = await line.issue({ related: [line.notice] });
    const key = line.house.evidence.verifierKey();
    expect(verify(text, { key })).toMatchObject({ ok: true });
    const random = seededRandom(SEED + 2);
    const { bundle } = JSON.parse(text);
    const paths = pathsOf(bundle);
    let accepted = 0;
    for (const number of drawn(paths.length * FIELD_CHANGES, random)) {
      const path = paths[Math.floor(number / FIELD_CHANGES)] ?? [];
      const change = number % FIELD_CHANGES;
      const again = line.resealed(text, (root) => changeField(root, path, change, random));
      if (!(await thread.accepts(Buffer.from(again), key))) continue;
      accepted += 1;
      expect(changedFact(bundle, JSON.parse(again).bundle), `${path.join('.')}, change ${change}`).toBeUndefined();
    }
    // The issuer may say other words of its own, so some are accepted; were none, this would test the signature alone.
    expect(accepted).toBeGreaterThan(0);
  });

  it('is not accepted with a changed checkpoint even when the log signs the bundle again', async () => {
    const text = await line.issue({ related: [line.notice] });
    const key = line.house.evidence.verifierKey();
    const checkpoint = Buffer.from(String(JSON.parse(text).bundle.checkpoint));
    const random = seededRandom(SEED + 3);
    for (const number of drawn(checkpoint.length * BYTE_CHANGES, random)) {
      const place = Math.floor(number / BYTE_CHANGES);
      const { what, bytes } = changeByte(checkpoint, place, number % BYTE_CHANGES, random);
      if (bytes.equals(checkpoint)) continue;
      const again = line.resealed(text, (root) => {
        root['checkpoint'] = bytes.toString('utf8');
      });
      expect(await thread.accepts(Buffer.from(again), key), what).toBe(false);
    }
  });
});
