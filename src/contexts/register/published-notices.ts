import type { Tx } from '../../platform/database/index.ts';
import type { Notice } from './domain/notice.ts';
import { KeptAfterCommit } from './kept-after-commit.ts';
import { findVersion, findVersionHash, newestVersion } from './store/notices.ts';

/** Published versions of notices, which are kept: their documents are by far the largest thing that a form or a decision reads. */
export class PublishedNotices {
  readonly #versions = new KeptAfterCommit<Notice>(64);
  readonly #hashes = new KeptAfterCommit<string>(1_000);

  /** A version, the newest unless told; undefined if there is none. */
  async find(tx: Tx, code: string, version?: number): Promise<Notice | undefined> {
    const wanted = version ?? (await newestVersion(tx, code));
    if (wanted === undefined) return undefined;
    return this.#versions.find(tx, `${code}/${wanted}`, () => findVersion(tx, code, wanted));
  }

  /** The hash of a version, without reading its documents; undefined if there is none. */
  hash(tx: Tx, code: string, version: number): Promise<string | undefined> {
    return this.#hashes.find(tx, `${code}/${version}`, () => findVersionHash(tx, code, version));
  }
}
