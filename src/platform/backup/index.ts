export { fileExists, noData, noKeys, passphrasesDiffer, serverNeedsKey, serverRefused } from './backup-failures.ts';
export { readBackupFile, writeBackupFile } from './backup-file.ts';
export { type BackupHeader, readHeader } from './backup-header.ts';
export { addBackupRoute } from './backup-route.ts';
export { BACKUP_OPENS_DAYS, type BackupSource, backupData, openDataBackup, opensUntil } from './data-backup.ts';
export { type ImportResult, importDatabase, verifyContent } from './import-database.ts';
export { backupKeys, restoreKeys } from './keys-backup.ts';
export {
  lockUnsettledRestoration,
  markRestored,
  markSettled,
  pendingRestoration,
  platformMigrations,
  type Restoration,
  type RestorationRecord,
  releaseRestoration,
  restorations,
} from './restoration.ts';
export { type RestoreTarget, restoreData } from './restore-data.ts';
