import type { InForce } from '../register/index.ts';
import type { PresentationRow, StoredPresentation } from './store/presentations.ts';

/** A presentation that this process gave out to a person. */
export interface GivenOut {
  readonly person: string;
  readonly ordinal: number;
  /** No entry of the log was about them. */
  readonly chainless: boolean;
  readonly presentation: StoredPresentation;
}

/** Most presentations in each of two halves; all of them take about 12 MB. */
const MOST = 8192;

/**
 * What this process has lately shown to whom, and what was in force then: so that an answer needs no reading. Memory only proposes; the transaction of an
 * answer fails, and is tried again with reading, where it turns out to be wrong (decision 0129).
 */
export class GivenOutMemory {
  /** What was in force when it was last read. */
  inForce: InForce | undefined;
  #young = new Map<string, GivenOut>();
  #old = new Map<string, GivenOut>();
  #admitted = new Set<string>();
  #admittedBefore = new Set<string>();

  /** Remembers a presentation to a person that has been committed. */
  remember(row: PresentationRow, { person, ordinal, chainless }: Omit<GivenOut, 'presentation'>): void {
    if (this.#young.size >= MOST) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    // Written out: spreads of such objects cost V8 more than all the rest of an answer's reading.
    const presentation = {
      id: row.id,
      notice: row.notice,
      noticeVersion: row.noticeVersion,
      activities: row.activities,
      content: row.content,
      hash: ownBytes(row.hash),
      nonceDigest: ownBytes(row.nonceDigest),
      ordinal,
      sessionDigest: null,
      shownAt: row.shownAt,
      expiresAt: row.expiresAt,
      usedAt: null,
      carried: false,
    };
    this.#young.set(row.id, { person, ordinal, chainless, presentation });
  }

  /** To whom a presentation was given out; undefined when it is not remembered. */
  holderOf(id: string): string | undefined {
    return (this.#young.get(id) ?? this.#old.get(id))?.person;
  }

  /** Takes a presentation out: it is answered once, and whoever tries again is read about. */
  take(id: string): GivenOut | undefined {
    const half = this.#young.has(id) ? this.#young : this.#old;
    const given = half.get(id);
    if (given !== undefined) half.delete(id);
    return given;
  }

  /** Remembers sessions that have become known: the columns learn of them a moment later. */
  admit(subjects: Iterable<string>): void {
    for (const subject of subjects) {
      if (this.#admitted.size >= MOST) {
        this.#admittedBefore = this.#admitted;
        this.#admitted = new Set();
      }
      this.#admitted.add(subject);
    }
  }

  /** Whether a session has become known here lately. */
  wasAdmitted(subject: string): boolean {
    return this.#admitted.has(subject) || this.#admittedBefore.has(subject);
  }
}

// A small Buffer from a pool holds on to the eight kilobytes that it was cut from.
function ownBytes(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}
