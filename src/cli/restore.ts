import { readProcessConfig } from '../config.ts';
import { systemClock } from '../platform/clock.ts';
import { createLogger } from '../platform/logging.ts';
import type { Replayed } from '../wiring/settle-restoration.ts';
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
      : `数据已恢复到 ${restored.madeAt.toISOString()}：${restored.tables} 张表，${restored.rows} 行。\n` +
          `The data is restored as of ${restored.madeAt.toISOString()}: ${restored.tables} tables, ${restored.rows} rows.\n` +
          journalLines(restored.journal),
  );
});

function journalLines(journal: Replayed): string {
  const until = journal?.until.toISOString();
  const [zh, en] =
    journal === null
      ? [
          '没有找到撤回日志（ZHINUO_JOURNAL），此后的撤回无从得知。若能找回该目录，请放回原处并重新恢复。',
          'No journal of noes (ZHINUO_JOURNAL) was found: what was withdrawn since is not known. If you can find it, put it back and restore again.',
        ]
      : [
          `撤回日志截至 ${until}：重新生效 ${journal.replayed} 项，无法读取 ${journal.unreadable} 行。`,
          `The journal of noes reaches to ${until}: ${journal.replayed} are in force again, ${journal.unreadable} lines could not be read.`,
        ];
  return (
    `${zh}在个保负责人放行之前，基于同意的使用一律拒绝。\n` +
    `${en} Every use based on consent is denied until the DPO releases it.\n`
  );
}
