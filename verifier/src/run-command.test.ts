import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.ts';

const directory = mkdtempSync(join(tmpdir(), 'zhinuo-verify-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

function run(...args: string[]): { code: number; out: string; err: string } {
  const said = { out: '', err: '' };
  const code = runCommand(args, {
    now: new Date('2026-11-11T12:00:00Z'),
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
  it('says how it is used when it is called otherwise', () => {
    for (const args of [[], ['a', 'b'], ['a', '--key'], ['--help']]) {
      const { code, out, err } = run(...args);
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain('Usage');
    }
  });

  it('refuses files that are missing, not UTF-8 or not a bundle, with exit code 1 and a reason', () => {
    expect(run(join(directory, 'missing.json'))).toMatchObject({ code: 1, out: '' });
    expect(run(file('bytes.json', Buffer.from([0xff, 0xfe])))).toMatchObject({ code: 1, out: '' });
    const { code, err } = run(file('empty.json', '{}'));
    expect(code).toBe(1);
    expect(err).toContain('证据包不成立');
    expect(err).toContain('[structure]');
  });

  it('refuses a key file that it cannot read', () => {
    expect(run(file('b.json', '{}'), '--key', join(directory, 'no.key'))).toMatchObject({ code: 1, out: '' });
  });
});
