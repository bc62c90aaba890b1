import type { Tx } from '../../platform/database/index.ts';
import type { Notice } from './domain/notice.ts';
import { findVersion, newestVersion } from './store/notices.ts';

const MOST_KEPT = 64;

/**
 * Published versions of notices, kept in memory once read: a version never changes (a trigger refuses it), and its documents are by far the
 * largest thing that a form or a decision reads. Only what a committed transaction has read is kept, so that a version which was rolled back
 * can't stand in for the one that is published later under its number.
 */
export class PublishedNotices {
  readonly #kept = new Map<string, Notice>();

  /** A version, the newest unless told; undefined if there is none. */
  async find(tx: Tx, code: string, version?: number): Promise<Notice | undefined> {
    const wanted = version ?? (await newestVersion(tx, code));
    if (wanted === undefined) return undefined;
    const key = `${code}/${wanted}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const found = await findVersion(tx, code, wanted);
    if (found !== undefined) tx.afterCommit(() => this.#keep(key, found));
    return found;
  }

  #keep(key: string, notice: Notice): void {
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size >= MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, notice);
  }
}
