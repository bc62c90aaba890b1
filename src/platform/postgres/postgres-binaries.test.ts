import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Failure } from '../failure.ts';
import { postgresAccount } from './postgres-account.ts';
import { copyWithinReach, findPostgresBinaries, recreateSymlinks } from './postgres-binaries.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'zhinuo-binaries-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function smallTree(): string {
  const root = join(directory, 'package');
  for (const part of ['bin', 'lib', 'share']) mkdirSync(join(root, part), { recursive: true, mode: 0o700 });
  writeFileSync(join(root, 'bin', 'postgres'), 'program', { mode: 0o700 });
  writeFileSync(join(root, 'share', 'list'), 'text', { mode: 0o600 });
  return root;
}

it('finds a program that runs under the account of the server', () => {
  const found = findPostgresBinaries(postgresAccount(undefined));
  expect(found.major).toBe('18');
  expect(found.version).toMatch(/^18\.\d+$/);
});

it.each(['win32-x64', 'linux-riscv64', 'freebsd-x64'])('says on %s to set ZHINUO_DATABASE_URL', (platform) => {
  const find = () => findPostgresBinaries(undefined, platform);
  expect(find).toThrow(Failure);
  expect(find).toThrow(new RegExp(`postgres.unsupported-platform: .*${platform}.*ZHINUO_DATABASE_URL`));
});

it('makes the library symlinks that npm left out, and keeps those that are there', () => {
  mkdirSync(join(directory, 'native', 'lib'), { recursive: true });
  writeFileSync(join(directory, 'native', 'lib', 'libpq.so.5.18'), '');
  const list = [
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
  ];
  writeFileSync(join(directory, 'native', 'pg-symlinks.json'), JSON.stringify(list));
  recreateSymlinks(directory);
  recreateSymlinks(directory);
  expect(readlinkSync(join(directory, 'native', 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
});

it('copies the programs, readable by everybody, to the first place that takes them', () => {
  const shared = join(directory, 'shared');
  mkdirSync(shared);
  const copy = copyWithinReach(smallTree(), '18.0.0-test', [join(directory, 'absent'), shared]);
  expect(copy).toBe(join(shared, 'zhinuo-postgresql-18.0.0-test'));
  expect(statSync(copy).mode & 0o777).toBe(0o755);
  expect(statSync(join(copy, 'bin', 'postgres')).mode & 0o777).toBe(0o755);
  expect(statSync(join(copy, 'share', 'list')).mode & 0o777).toBe(0o644);
  expect(copyWithinReach('nowhere', '18.0.0-test', [shared])).toBe(copy);
});

it('does not trust a copy that somebody else could have written', () => {
  const shared = join(directory, 'shared');
  const planted = join(shared, 'zhinuo-postgresql-18.0.0-test');
  mkdirSync(planted, { recursive: true });
  chmodSync(planted, 0o777);
  const copy = copyWithinReach(smallTree(), '18.0.0-test', [shared]);
  expect(copy).not.toBe(planted);
  expect(lstatSync(copy).isDirectory()).toBe(true);
});

it('runs under the account that owns an existing cluster, but never under root', () => {
  const root = process.getuid?.() === 0;
  expect(postgresAccount({ uid: 4321, gid: 4321 })).toEqual(root ? { uid: 4321, gid: 4321 } : undefined);
  expect(postgresAccount({ uid: 0, gid: 0 })?.uid).not.toBe(0);
});
