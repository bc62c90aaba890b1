import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockDirectory } from './directory-lock.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'zhinuo-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('is held until it is released', () => {
  const lock = lockDirectory(directory);
  expect(() => lockDirectory(directory)).toThrow(`in use by process ${process.pid}`);
  lock.release();
  lockDirectory(directory).release();
  expect(readdirSync(directory)).toEqual([]);
});

it('recovers the lock of a process that is gone', () => {
  const gone = { pid: 2 ** 22 + 1, birth: 'long ago', token: 'gone' };
  writeFileSync(join(directory, 'zhinuo.lock'), JSON.stringify(gone));
  lockDirectory(directory);
  expect(readdirSync(directory)).toEqual(['zhinuo.lock']);
});

it('recovers a lock whose process id now belongs to a later process', () => {
  const reused = { pid: process.pid, birth: 'another boot 1', token: 'before' };
  writeFileSync(join(directory, 'zhinuo.lock'), JSON.stringify(reused));
  lockDirectory(directory);
  expect(() => lockDirectory(directory)).toThrow('in use');
});

it('recovers a lock file that holds nothing readable', () => {
  writeFileSync(join(directory, 'zhinuo.lock'), '');
  lockDirectory(directory);
  expect(() => lockDirectory(directory)).toThrow('in use');
});

it("does not release another process's lock", () => {
  const lock = lockDirectory(directory);
  const later = { pid: 1, birth: '', token: 'later' };
  writeFileSync(join(directory, 'zhinuo.lock'), JSON.stringify(later));
  lock.release();
  expect(readdirSync(directory)).toEqual(['zhinuo.lock']);
});
