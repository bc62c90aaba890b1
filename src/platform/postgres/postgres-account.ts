import { readFileSync } from 'node:fs';
import { noUnprivilegedUser } from './postgres-failures.ts';

/** The account PostgreSQL runs under. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account to run PostgreSQL under: undefined (our own) unless we are root, which PostgreSQL refuses. `owner` is the uid that an
 * existing cluster belongs to and wins, so that an account installed later changes nothing. initdb looks its own uid up by name, so a bare
 * number will not do for a new cluster.
 */
export function postgresAccount(owner: Account | undefined): Account | undefined {
  if (process.getuid === undefined || process.getuid() !== 0) return undefined;
  if (owner !== undefined && owner.uid !== 0) return owner;
  const account = findAccount('postgres') ?? findAccount('nobody');
  if (account === undefined) throw noUnprivilegedUser();
  return account;
}

function findAccount(name: string): Account | undefined {
  let lines: string[];
  try {
    lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch {
    return undefined;
  }
  for (const line of lines) {
    const [login, , uid, gid] = line.split(':');
    if (login === name && Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
