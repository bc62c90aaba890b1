/**
 * A place outside the database where the log is copied to, as static files in the layout of C2SP tlog-tiles. One place has one log and one
 * writer. Paths have `/` between their parts and never lead out of the place.
 */
export interface LogDestination {
  /** For the operator: where it is. */
  readonly name: string;
  /** The bytes at a path; undefined when there is nothing. */
  read(path: string): Promise<Buffer | undefined>;
  /** Puts bytes at a path so that a kill at any step leaves what was there or the new bytes, whole and on disk. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Removes a path with all below it, if it is there. */
  remove(path: string): Promise<void>;
  /** Moves everything out of the way, to be kept under this label, in one step. */
  setAside(label: string): Promise<void>;
}
