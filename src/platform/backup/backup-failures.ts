import { Failure } from '../failure.ts';

/** The file is not one of ours, was changed, cut or lengthened, or the key or passphrase is another one. */
export function backupDamaged(): Failure {
  return new Failure('backup.damaged', 'refused', {
    zh: '备份文件无法打开：口令或密钥不对，或文件被改动、截断。没有恢复任何内容。',
    en: 'The backup does not open: the passphrase or the keys are other ones, or the file was changed or cut. Nothing was restored.',
  });
}

/** The file does not begin like a backup. */
export function notABackup(): Failure {
  return new Failure('backup.not-a-backup', 'malformed', {
    zh: '这不是知诺的备份文件，或来自更新的版本。',
    en: 'This is not a backup made by Zhinuo, or it was made by a newer version.',
  });
}

/** The data backup belongs to other keys than those in the key directory. */
export function otherKeys(): Failure {
  return new Failure('backup.other-keys', 'conflict', {
    zh: '密钥目录中没有这份数据备份所用的密钥。请先用 npm run restore 恢复同一时期的密钥备份。',
    en: 'The key directory does not hold the keys that this data backup was made with. First restore the backup of the keys of the same time with npm run restore.',
  });
}

/** The backup has migrations that this program does not have. */
export function otherProgram(migration: string): Failure {
  return new Failure('backup.other-program', 'conflict', {
    zh: `备份来自更新或被改动过的程序（缺少迁移 ${migration}）。请用做备份时的版本或更新的版本恢复。`,
    en: `The backup was made by a newer or an edited program (migration ${migration} is unknown). Restore with the version that made it or a newer one.`,
  });
}

/** Restoring never overwrites. */
export function notEmpty(what: string): Failure {
  return new Failure('backup.not-empty', 'conflict', {
    zh: `${what} 不是空的。只能恢复到空的目录或空的数据库。`,
    en: `${what} is not empty. A restore needs an empty directory or an empty database.`,
  });
}

/** A backup never replaces a file. */
export function fileExists(path: string): Failure {
  return new Failure('backup.file-exists', 'conflict', {
    zh: `${path} 已存在，不会覆盖。请换一个文件名。`,
    en: `${path} exists and is not overwritten. Choose another name.`,
  });
}

/** The passphrase that is to protect the keys is too short. */
export function weakPassphrase(least: number): Failure {
  return new Failure('backup.weak-passphrase', 'refused', {
    zh: `口令太短：至少需要 ${least} 个字符。`,
    en: `The passphrase is too short: it needs at least ${least} characters.`,
  });
}

/** Past its date a backup is no longer restored: erasures are promised to be final from then on. */
export function backupExpired(until: string): Failure {
  return new Failure('backup.expired', 'refused', {
    zh: `这份备份只能恢复到 ${until}。按删除承诺，此后不得再恢复，请销毁它。`,
    en: `This backup could be restored until ${until}. People were promised that erasures are final from then on: destroy it.`,
  });
}

/** There are no keys to back up or to open a data backup with. */
export function noKeys(directory: string): Failure {
  return new Failure('backup.no-keys', 'not-found', {
    zh: `密钥目录 ${directory} 是空的。请先恢复密钥备份，或检查 ZHINUO_KEYS。`,
    en: `The key directory ${directory} is empty. Restore the backup of the keys first, or check ZHINUO_KEYS.`,
  });
}

/** There is nothing to back up. */
export function noData(directory: string): Failure {
  return new Failure('backup.no-data', 'not-found', {
    zh: `数据目录 ${directory} 中没有数据库。请检查 ZHINUO_DATA 或 ZHINUO_DATABASE_URL。`,
    en: `There is no database in the data directory ${directory}. Check ZHINUO_DATA or ZHINUO_DATABASE_URL.`,
  });
}

/** The server runs, so only it can read the data, and the command has no key to ask it with. */
export function serverNeedsKey(): Failure {
  return new Failure('backup.server-needs-key', 'unauthenticated', {
    zh: '服务正在运行，备份须由它提供。请设置与服务相同的 ZHINUO_BOOTSTRAP_KEY，或先停止服务。',
    en: 'The server is running and has to make the backup. Set the same ZHINUO_BOOTSTRAP_KEY as the server has, or stop it first.',
  });
}

/** The running server did not give a backup. */
export function serverRefused(status: number): Failure {
  return new Failure('backup.server-refused', 'refused', {
    zh: `正在运行的服务没有给出备份（状态码 ${status}）。请检查 ZHINUO_BOOTSTRAP_KEY 与 ZHINUO_PORT。`,
    en: `The running server did not give a backup (status ${status}). Check ZHINUO_BOOTSTRAP_KEY and ZHINUO_PORT.`,
  });
}

/** The passphrase was not typed the same twice. */
export function passphrasesDiffer(): Failure {
  return new Failure('backup.passphrases-differ', 'refused', {
    zh: '两次输入的口令不一致。',
    en: 'The two passphrases differ.',
  });
}
