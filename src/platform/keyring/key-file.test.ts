import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeKeyFile, prepareKeyDirectory, writeKeyFile } from './key-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'zhinuo-key-file-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const content = (name: string) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as unknown;

// What `prepareKeyDirectory` does at the start of a process, again and again, in a process of its own.
const SWEEPER = `
  const { readdirSync, rmSync } = require('node:fs');
  const directory = process.argv[1];
  for (let round = 0; ; round += 1) {
    for (const name of readdirSync(directory)) if (name.includes('.draft-')) rmSync(directory + '/' + name, { force: true });
    if (round === 0) require('node:fs').writeSync(1, 'sweeping');
  }`;

it('is written however often another process starts with the directory and takes the draft for a left one', async () => {
  const sweeper = spawn(process.execPath, ['-e', SWEEPER, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(sweeper, 'exit');
  await once(sweeper.stdout, 'data');
  for (let version = 1; version <= 60; version += 1) {
    writeKeyFile(join(directory, 'written.json'), { version });
    expect(content('written.json')).toEqual({ version });
    makeKeyFile(join(directory, `made-${version}.json`), { version });
    expect(content(`made-${version}.json`)).toEqual({ version });
  }
  sweeper.kill('SIGKILL');
  await gone;
  prepareKeyDirectory(directory);
  expect(readdirSync(directory)).toHaveLength(61);
});

it('that is made by two processes at the same time stays as the first made it, for both', () => {
  makeKeyFile(join(directory, 'service.json'), { by: 'one' });
  makeKeyFile(join(directory, 'service.json'), { by: 'another' });
  expect(content('service.json')).toEqual({ by: 'one' });
  expect(readdirSync(directory)).toEqual(['service.json']);
});
