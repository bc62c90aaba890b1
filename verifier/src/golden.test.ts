import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Proven, verify } from './verify.ts';

const folder = new URL('../golden/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && !name.endsWith('.expected.json'))
  .map((name) => name.replace('.json', ''));

/** What must never change in how a bundle is read. */
function factsOf({
  subject,
  bundle,
  checkpoint,
  keys,
  related,
  people,
  counts,
  redacted,
  pages,
  completeness,
}: Proven) {
  const entries = [...keys.flatMap((key) => key.entries), ...related, ...people];
  return {
    subject,
    bundle,
    log: [checkpoint.origin, checkpoint.size],
    keys: keys.length,
    entries: entries.map(({ kind, index, time, payload }) => [kind, index ?? 'promised', time, payload !== undefined]),
    counts: counts ?? null,
    redacted,
    pages: pages.map(({ hash }) => hash),
    covered: completeness?.covered ?? null,
  };
}

/** Bytes from one change to the next; the mutation rounds of the faults change every one. */
const STEP = 29;

describe('golden bundles', () => {
  it('are there in both versions', () => {
    expect(names).toEqual(expect.arrayContaining(['v1-person', 'v2-activity', 'v2-person', 'v2-redacted']));
  });

  it.each(names)('%s verifies against its key, and is read as it was when it was made', (name) => {
    const verdict = verify(read(`${name}.json`), { key: read(`${name}.key`) });
    expect(verdict).toMatchObject({ ok: true, signer: { verified: true } });
    if (verdict.ok) expect(factsOf(verdict.proven)).toEqual(JSON.parse(read(`${name}.expected.json`)));
  });

  it.each(names)('%s is refused after a byte of it is changed', (name) => {
    const original = Buffer.from(read(`${name}.json`).trimEnd());
    for (let at = 0; at < original.length; at += STEP) {
      const changed = Buffer.from(original);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(verify(changed.toString('utf8')).ok, String(at)).toBe(false);
    }
  });
});
