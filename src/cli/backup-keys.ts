import { readProcessConfig } from '../config.ts';
import { BACKUP_OPENS_DAYS, backupKeys, passphrasesDiffer, writeBackupFile } from '../platform/backup/index.ts';
import { systemClock } from '../platform/clock.ts';
import { readPassphrase } from './read-passphrase.ts';
import { onlyArgument, runCommand } from './run-command.ts';

// `npm run backup-keys -- FILE`: the key directory under a passphrase, typed twice on a terminal or the first line of standard input.
const file = onlyArgument('npm run backup-keys -- FILE');
await runCommand(async () => {
  const { keysDirectory } = readProcessConfig('');
  const passphrase = await readPassphrase('口令（至少 12 个字符）/ Passphrase (at least 12 characters): ');
  if (process.stdin.isTTY === true && (await readPassphrase('再输一次 / Again: ')) !== passphrase)
    throw passphrasesDiffer();
  await backupKeys(keysDirectory, passphrase, systemClock, (bytes) => writeBackupFile(file, bytes));
  process.stdout.write(
    `密钥已备份。请与数据备份分开存放；${BACKUP_OPENS_DAYS} 天后请换新并销毁这一份，删除承诺以此为期。\n` +
      `The keys are backed up. Keep them apart from the data; replace and destroy this file after ${BACKUP_OPENS_DAYS} days: what people were told about erasure rests on it.\n`,
  );
});
