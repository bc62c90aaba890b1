import { readProcessConfig } from '../config.ts';
import { systemClock } from '../platform/clock.ts';
import { createLogger } from '../platform/logging.ts';
import { MIGRATIONS } from '../wiring/wire-contexts.ts';
import { readPassphrase } from './read-passphrase.ts';
import { restoreBackup } from './restore-backup.ts';
import { onlyArgument, runCommand } from './run-command.ts';

// `npm run restore -- FILE`: a backup of the keys or of the data, into an empty place; the keys first.
const file = onlyArgument('npm run restore -- FILE');
await runCommand(async () => {
  const restored = await restoreBackup(readProcessConfig(''), file, {
    sets: MIGRATIONS,
    findPassphrase: () => readPassphrase('密钥备份的口令 / Passphrase of the backup of the keys: '),
    clock: systemClock,
    log: createLogger({ level: 'error' }),
  });
  process.stdout.write(
    restored.kind === 'keys'
      ? `密钥已恢复：${restored.files} 个文件。接着恢复数据备份。\nThe keys are restored: ${restored.files} files. Now restore the backup of the data.\n`
      : `数据已恢复到 ${restored.madeAt.toISOString()}：${restored.tables} 张表，${restored.rows} 行。此后的撤回与删除尚未重放，在个保负责人放行之前，基于同意的使用一律拒绝。\n` +
          `The data is restored as of ${restored.madeAt.toISOString()}: ${restored.tables} tables, ${restored.rows} rows. Withdrawals and erasures made since are not in it: every use based on consent is denied until the DPO releases it.\n`,
  );
});
