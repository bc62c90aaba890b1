import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../clock.ts';
import { Failure } from '../failure.ts';
import { openKeyring } from '../keyring/index.ts';
import { backupKeys, readBackupFile, restoreKeys, writeBackupFile } from './index.ts';

const clock = new ManualClock('2026-11-11T12:00:00Z');
const base = mkdtempSync(join(tmpdir(), 'zhinuo-keys-backup-'));
const PASSPHRASE = '一段足够长的备份口令 é 2026';
const keys = join(base, 'keys');
const { service } = openKeyring({ directory: keys, clock });
afterAll(() => rmSync(base, { recursive: true, force: true }));

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'no failure',
    (reason: unknown) => reason,
  );
  return error instanceof Failure ? error.code : String(error);
}

describe('a backup of the keys', () => {
  it('gives the same keys back, private, under the passphrase alone', async () => {
    const path = join(base, 'keys.bak');
    await backupKeys(keys, PASSPHRASE, clock, (bytes) => writeBackupFile(path, bytes));
    const restored = join(base, 'keys-again');
    const files = await restoreKeys(restored, readBackupFile(path), async () => PASSPHRASE.normalize('NFD'));
    expect(files).toBe(
      readdirSync(keys, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(keys, name)).isFile())
        .length,
    );
    expect(openKeyring({ directory: restored, clock }).service.key('backup')).toEqual(service.key('backup'));
    expect(statSync(restored).mode & 0o777).toBe(0o700);
    expect(statSync(join(restored, 'service.json')).mode & 0o777).toBe(0o600);
    expect(await codeOf(restoreKeys(restored, readBackupFile(path), async () => PASSPHRASE))).toBe('backup.not-empty');
    const wrong = restoreKeys(join(base, 'never'), readBackupFile(path), async () => `${PASSPHRASE}!`);
    expect(await codeOf(wrong)).toBe('backup.damaged');
    expect(readFileSync(path).includes('zhinuo-service-ring')).toBe(false);
  });

  it('restores nothing when any byte of it was changed or cut', async () => {
    const path = join(base, 'keys2.bak');
    await backupKeys(keys, PASSPHRASE, clock, (bytes) => writeBackupFile(path, bytes));
    const whole = readFileSync(path);
    const target = join(base, 'never');
    for (const bad of [
      whole.subarray(0, -1),
      Buffer.concat([whole.subarray(0, -1), Buffer.of((whole.at(-1) ?? 0) ^ 1)]),
    ]) {
      writeFileSync(path, bad);
      expect(await codeOf(restoreKeys(target, readBackupFile(path), async () => PASSPHRASE))).toBe('backup.damaged');
      expect(readdirSync(base)).not.toContain('never');
    }
  });

  it('is no backup when its header is longer than ours ever is, or of another version', async () => {
    const path = join(base, 'keys3.bak');
    await backupKeys(keys, PASSPHRASE, clock, (bytes) => writeBackupFile(path, bytes));
    const whole = readFileSync(path);
    const end = 12 + whole.readUInt32BE(8);
    const header = whole.toString('utf8', 12, end);
    for (const changed of [header.padEnd(1100), header.replace('"version":1', '"version":2')]) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(changed.length);
      writeFileSync(path, Buffer.concat([whole.subarray(0, 8), length, Buffer.from(changed), whole.subarray(end)]));
      const restoring = restoreKeys(join(base, 'never'), readBackupFile(path), async () => PASSPHRASE);
      expect(await codeOf(restoring)).toBe('backup.not-a-backup');
    }
  });

  it('is refused for a short passphrase or an empty directory, and takes no drafts along', async () => {
    const write = (bytes: AsyncIterable<Uint8Array>) => writeBackupFile(join(base, 'none.bak'), bytes);
    expect(await codeOf(backupKeys(keys, '太短', clock, write))).toBe('backup.weak-passphrase');
    expect(await codeOf(backupKeys(join(base, 'nothing'), PASSPHRASE, clock, write))).toBe('backup.no-keys');
    const copy = join(base, 'drafts');
    cpSync(keys, copy, { recursive: true });
    chmodSync(copy, 0o700);
    writeFileSync(join(copy, '.service.json.draft-0123456789abcdef'), '{');
    const path = join(base, 'drafts.bak');
    await backupKeys(copy, PASSPHRASE, clock, (bytes) => writeBackupFile(path, bytes));
    expect(await restoreKeys(join(base, 'drafts-again'), readBackupFile(path), async () => PASSPHRASE)).toBe(1);
  });
});

describe('the file of a backup', () => {
  it('never replaces another and does not appear when its making or its check fails', async () => {
    async function* bytes(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('all');
    }
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('the server went away');
    }
    const taken = join(base, 'taken.bak');
    writeFileSync(taken, 'before');
    expect(await codeOf(writeBackupFile(taken, bytes()))).toBe('backup.file-exists');
    expect(readFileSync(taken, 'utf8')).toBe('before');
    const path = join(base, 'partial.bak');
    await expect(writeBackupFile(path, cut())).rejects.toThrow('the server went away');
    await expect(writeBackupFile(path, bytes(), () => Promise.reject(new Error('not whole')))).rejects.toThrow(
      'not whole',
    );
    expect(readdirSync(base).filter((name) => name.startsWith('partial'))).toEqual([]);
    await writeBackupFile(path, bytes());
    expect(readFileSync(path, 'utf8')).toBe('all');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
