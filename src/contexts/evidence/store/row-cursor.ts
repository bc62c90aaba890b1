const NOTHING = Buffer.alloc(0);

/** Walks through the fields of a row that `copyRows` gives, where they lie. */
export class RowCursor {
  bytes: Buffer = NOTHING;
  /** Where the field begins, and where it ends; the same for NULL. */
  start = 0;
  end = 0;

  /** Goes to the first field of a row. */
  begin(bytes: Buffer, from: number): void {
    this.bytes = bytes;
    this.end = from + 2;
    this.next();
  }

  /** Goes to the next field. */
  next(): void {
    const length = this.bytes.readInt32BE(this.end);
    this.start = this.end + 4;
    this.end = this.start + Math.max(0, length);
  }

  /** The field as a whole number of 2, 4 or 8 bytes; -1 for NULL. */
  get number(): number {
    if (this.end - this.start === 4) return this.bytes.readInt32BE(this.start);
    if (this.end - this.start === 2) return this.bytes.readInt16BE(this.start);
    return this.end === this.start ? -1 : Number(this.bytes.readBigInt64BE(this.start));
  }
}
