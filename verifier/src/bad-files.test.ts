import { spawnSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../test/support/built-server.ts';
import { bundleOfPromises } from '../../test/support/hostile-bundle.ts';
import { MOST_SIGNATURES } from './signature-budget.ts';

const COMMAND = fileURLToPath(new URL('../../dist/verifier/src/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'zhinuo-bad-files-'));
const golden = readFileSync(new URL('../golden/v2-person.json', import.meta.url), 'utf8').trimEnd();
const LARGE = 120 * 1024 * 1024;

beforeAll(ensureBuilt);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The built command on a file, in a process whose heap may not grow beyond 1 GiB. */
function verifyFile(content: Buffer | string) {
  const file = join(folder, 'bundle.json');
  writeFileSync(file, content);
  return run(file);
}

const names = (count: number) => Array.from({ length: count }, (_, at) => `"${at}":0`).join(',');

function run(file: string) {
  const args = ['--max-old-space-size=1024', COMMAND, file];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000 });
  return { status, stdout, stderr };
}

describe('the command on files that are no bundles', () => {
  it('accepts the golden bundle, so that what follows is refused for its fault', () => {
    expect(verifyFile(golden)).toMatchObject({ status: 0, stderr: '' });
  });

  it.each<[string, Buffer | string, RegExp]>([
    ['in UTF-16', Buffer.from(golden, 'utf16le'), /Cannot read|json-syntax/],
    ['with a byte order mark', `\ufeff${golden}`, /json-syntax/],
    ['in GB18030', Buffer.from([0x7b, 0x22, 0xd6, 0xd0, 0xb9, 0xfa, 0x22, 0x3a, 0x31, 0x7d]), /Cannot read/],
    ['with bytes that are no UTF-8', Buffer.concat([Buffer.from(golden), Buffer.from([0xff])]), /Cannot read/],
    ['cut off in the middle', golden.slice(0, golden.length / 2), /json-syntax/],
    ['followed by another', `${golden}${golden}`, /json-syntax/],
    ['with a doubled name', golden.replace('{"bundle":', '{"bundle":null,"bundle":'), /json-duplicate/],
    ['of depth without end', '{"bundle":'.repeat(100_000), /json-depth/],
    ['of nothing', '', /json-syntax/],
    ['that is an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), /Cannot read/],
    ['of a hundred million small values', `[${'{},'.repeat(LARGE / 3)}0]`, /json-size/],
    ['of one text without end', `{"bundle":"${'x'.repeat(LARGE)}`, /json-syntax/],
    ['of white space alone', ' '.repeat(LARGE), /json-syntax/],
    ['of a text of escapes alone', `{"bundle":"${'\\"'.repeat(LARGE / 2)}`, /json-syntax/],
    ['of a number without end', `{"bundle":${'1'.repeat(LARGE)}`, /json-number/],
    ['of an object of millions of members', `{${names(3_000_000)}}`, /json-size/],
    ['with a number that is none', golden.replace('"version":2', '"version":NaN'), /json-syntax/],
    ['with a negative zero', golden.replace('"version":2', '"version":-0'), /json-number/],
    [
      'with a number too large to be exact',
      golden.replace('"version":2', '"version":90071992547409930'),
      /json-number/,
    ],
    ['with a number beyond all', golden.replace('"version":2', '"version":1e999'), /json-number/],
    ['with half a surrogate pair', golden.replace('zhinuo.bundle', 'zhinuo\\ud83d'), /json-text/],
    [
      'with a name doubled by an escape',
      golden.replace('{"bundle":', '{"b\\u0075ndle":null,"bundle":'),
      /json-duplicate/,
    ],
  ])('refuses a file %s with exit code 1 and the reason in both languages', (_what, content, reason) => {
    const { status, stdout, stderr } = verifyFile(content);
    expect(status, stderr.slice(0, 500)).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(reason);
    expect(stderr).toMatch(/[\u4e00-\u9fff]/);
    expect(stderr).toMatch(/[a-z]{4}/);
    // A reason, not a stack.
    expect(stderr.split('\n').length).toBeLessThan(5);
    expect(stderr.length).toBeLessThan(1000);
  });

  it.each<[string, (path: string) => void, RegExp]>([
    ['a folder', (path) => mkdirSync(path), /not-a-file/],
    ['a pipe that nobody writes to', (path) => spawnSync('mkfifo', [path]), /not-a-file/],
    ['a link to a device without end', (path) => symlinkSync('/dev/zero', path), /not-a-file/],
    ['a link to itself', (path) => symlinkSync(path, path), /unreadable/],
    ['nothing', () => undefined, /missing/],
  ])('does not wait for %s', (_what, make, reason) => {
    const path = join(mkdtempSync(join(folder, 'place-')), 'file');
    make(path);
    const { status, stdout, stderr } = run(path);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(stderr).toMatch(/无法读取文件/);
  });

  it('checks a bounded number of signatures, however many hold', () => {
    const { status, stdout, stderr } = verifyFile(bundleOfPromises(MOST_SIGNATURES));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/签名过多.*\n.*too many signatures.*\[signatures\]/);
  });

  it('does not read a file that is too large', () => {
    const file = join(folder, 'huge.json');
    const handle = openSync(file, 'w');
    ftruncateSync(handle, 8 * 1024 ** 3);
    closeSync(handle);
    expect(run(file)).toMatchObject({ status: 1, stdout: '' });
  });
});
