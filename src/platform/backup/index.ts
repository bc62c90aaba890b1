export { readBackupFile, writeBackupFile } from './backup-file.ts';
export { BACKUP_OPENS_DAYS, type BackupSource, backupData, openDataBackup } from './data-backup.ts';
export { type ImportResult, importDatabase, verifyContent } from './import-database.ts';
export { backupKeys, restoreKeys } from './keys-backup.ts';
export {
  markRestored,
  PLATFORM_MIGRATIONS,
  pendingRestoration,
  type Restoration,
  releaseRestoration,
} from './restoration.ts';
export { type RestoreTarget, restoreData } from './restore-data.ts';
