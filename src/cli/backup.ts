import { readProcessConfig } from '../config.ts';
import { BACKUP_OPENS_DAYS } from '../platform/backup/index.ts';
import { systemClock } from '../platform/clock.ts';
import { createLogger } from '../platform/logging.ts';
import { backUpData } from './back-up-data.ts';
import { onlyArgument, runCommand } from './run-command.ts';

// `npm run backup -- FILE`: all data, encrypted under the service ring; the keys are backed up apart.
const file = onlyArgument('npm run backup -- FILE');
await runCommand(async () => {
  const log = createLogger({ level: 'error' });
  const { tables, rows } = await backUpData(readProcessConfig(''), file, systemClock, log);
  process.stdout.write(
    `已备份并核对：${tables} 张表，${rows} 行。${BACKUP_OPENS_DAYS} 天后不可再恢复。没有密钥备份（npm run backup-keys）就打不开，两者请分开存放。\n` +
      `Backed up and verified: ${tables} tables, ${rows} rows. It can be restored for ${BACKUP_OPENS_DAYS} days, and only with the backup of the keys (npm run backup-keys): keep the two apart.\n`,
  );
});
