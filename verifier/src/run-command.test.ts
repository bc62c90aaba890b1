import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { startLocalTsa } from '../../test/support/local-tsa.ts';
import { runCommand } from './run-command.ts';

const directory = mkdtempSync(join(tmpdir(), 'zhinuo-verify-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const run = (...args: string[]) => runAt('2026-11-11T12:00:00Z', ...args);

async function runAt(now: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await runCommand(args, {
    now: new Date(now),
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
}

describe('the command', () => {
  it('says how it is used when it is called otherwise', async () => {
    for (const args of [[], ['a', 'b'], ['a', '--key'], ['--help'], ['a', '--key', 'b', '--key', 'c']]) {
      const { code, out, err } = await run(...args);
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain('Usage');
    }
  });

  it('refuses files that are missing, not UTF-8 or not a bundle, with exit code 1 and a reason', async () => {
    expect(await run(join(directory, 'missing.json'))).toMatchObject({ code: 1, out: '' });
    expect(await run(file('bytes.json', Buffer.from([0xff, 0xfe])))).toMatchObject({ code: 1, out: '' });
    const { code, err } = await run(file('empty.json', '{}'));
    expect(code).toBe(1);
    expect(err).toContain('证据包不成立');
    expect(err).toContain('[structure]');
  });

  it('refuses a key file that it cannot read', async () => {
    expect(await run(file('b.json', '{}'), '--key', join(directory, 'no.key'))).toMatchObject({ code: 1, out: '' });
  });

  const golden = (name: string) => fileURLToPath(new URL(`../golden/${name}`, import.meta.url));
  const bundle = golden('v2-person.json');
  const later = golden('v2-redacted.json');
  const key = ['--key', golden('v2-person.key')];

  it('accepts a bundle under its key, and writes the issuer’s documents', async () => {
    const folder = join(directory, 'account');
    const { code, out, err } = await run(bundle, '--key', golden('v2-person.key'), '--account', folder);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('签名者：与给定的密钥一致');
    for (const language of ['zh', 'en'])
      expect(readFileSync(join(folder, `account.${language}.html`), 'utf8')).toMatch(/^<!doctype html>/);
    expect(await run(golden('v1-person.json'), '--account', folder)).toMatchObject({ code: 1 });
  });

  it('remembers checkpoints, and refuses a log that became smaller or another', async () => {
    const memory = join(directory, 'memory.json');
    expect(await run(bundle, ...key, '--remember', memory)).toMatchObject({ code: 0 });
    const first = readFileSync(memory, 'utf8');
    expect(await run(bundle, ...key, '--remember', memory)).toMatchObject({ code: 0 });
    expect(readFileSync(memory, 'utf8')).toBe(first);
    expect(await run(later, ...key, '--remember', memory)).toMatchObject({ code: 0 });
    const second = readFileSync(memory, 'utf8');
    expect(second).not.toBe(first);
    const smaller = await run(bundle, ...key, '--remember', memory);
    expect(smaller).toMatchObject({ code: 1, err: expect.stringContaining('[rolled-back]') });
    expect(readFileSync(memory, 'utf8')).toBe(second);
    expect(await run(bundle, '--remember', file('nonsense.json', '{}'))).toMatchObject({ code: 1 });
  });

  it('keeps nothing that a stranger signed, says so, and still compares', async () => {
    const memory = join(directory, 'strange.json');
    const untrusted = await run(later, '--remember', memory);
    expect(untrusted).toMatchObject({ code: 0, err: expect.stringContaining('was not kept') });
    expect(untrusted.err).toContain('未保存检查点');
    expect(existsSync(memory)).toBe(false);
    expect(await run(later, ...key, '--remember', memory)).toMatchObject({ code: 0, err: '' });
    const kept = readFileSync(memory, 'utf8');
    expect(await run(bundle, '--remember', memory)).toMatchObject({ code: 1 });
    expect(await run(later, '--remember', memory)).toMatchObject({ code: 0 });
    expect(readFileSync(memory, 'utf8')).toBe(kept);
  });

  it('asks for a consistency proof where the bundle has none, and takes it from a file', async () => {
    const note = (JSON.parse(readFileSync(bundle, 'utf8')) as { bundle: { checkpoint: string } }).bundle.checkpoint;
    // A made-up earlier state of the same log, which no bundle shows.
    const earlier = note.replace(/\n\d+\n/, '\n3\n');
    const content = JSON.stringify({ format: 'zhinuo.remembered', version: 1, checkpoints: [earlier] });
    const memory = file('earlier.json', content);
    const without = await run(bundle, '--remember', memory);
    expect(without).toMatchObject({ code: 1, err: expect.stringContaining('[no-consistency]') });
    const size = Number(note.split('\n')[1]);
    const proof = file('proof.json', JSON.stringify({ from: 3, to: size, consistency: [] }));
    const forked = await run(bundle, '--remember', memory, '--consistency', proof);
    expect(forked).toMatchObject({ code: 1, err: expect.stringContaining('[forked]') });
    const elsewhere = file('elsewhere.json', JSON.stringify({ from: 2, to: size, consistency: [] }));
    expect(await run(bundle, '--remember', memory, '--consistency', elsewhere)).toMatchObject({ code: 1 });
    expect(readFileSync(memory, 'utf8')).toBe(content);
  });

  it('refuses files of roots and of witnesses that it cannot read', async () => {
    const nonsense = file('nonsense.pem', 'nonsense');
    for (const option of ['--tsa-roots', '--witness'])
      expect(await run(bundle, option, nonsense), option).toMatchObject({ code: 1, out: '' });
  });

  it('takes revocation lists only with roots, and only those that their issuer signed', async () => {
    const attested = fileURLToPath(new URL('../golden/v2-attested.json', import.meta.url));
    const roots = attested.replace('.json', '.roots');
    const nonsense = file('nonsense.crl', 'nonsense');
    expect((await runAt('2026-12-31T00:00:00Z', attested, '--tsa-crls', nonsense)).err).toContain('Usage');
    const tsa = await startLocalTsa({ key: 'p256' });
    const foreign = file('foreign.crl', tsa.list('middle', '20260101000000Z'));
    await tsa.close();
    // The names are those of the golden bundle's authority; the keys are not.
    for (const crls of [nonsense, foreign]) {
      const told = await runAt('2026-12-31T00:00:00Z', attested, '--tsa-roots', roots, '--tsa-crls', crls);
      expect([told.code, told.out]).toEqual([1, '']);
      expect(told.err).toContain('[tsa-crls]');
    }
    expect((await runAt('2026-12-31T00:00:00Z', attested, '--tsa-roots', roots)).out).toContain('未查证书是否已吊销');
  });
});
