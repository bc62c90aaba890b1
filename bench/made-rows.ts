import type { GrantState, PersonState } from '../src/contexts/consent/domain/person-state.ts';

/** Instants of PostgreSQL count from here. */
export const EPOCH = 946_684_800_000;

type Field = Buffer | null;
/** A text column. */
export const text = (value: string | null): Field => (value === null ? null : Buffer.from(value));
/** An integer column. */
export const int4 = (value: number): Buffer => Buffer.from(Int32Array.of(value).buffer).swap32();
/** A boolean column. */
export const bool = (value: boolean): Buffer => Buffer.from([value ? 1 : 0]);
/** A bigint column. */
export function int8(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}
/** A timestamptz column. */
export const time = (value: Date | null): Field =>
  value === null ? null : int8(BigInt(value.getTime() - EPOCH) * 1000n);

/** One row of a binary COPY, the ordinal at byte 6. */
export function rowOf(fields: readonly Field[]): Buffer {
  const count = Buffer.alloc(2);
  count.writeInt16BE(fields.length + 1);
  const parts: Buffer[] = [count, int4(4), int4(0)];
  for (const field of fields) parts.push(int4(field?.length ?? -1), ...(field === null ? [] : [field]));
  return Buffer.concat(parts);
}

const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
/** Where `valid_until` stands, counted from the end: keep_until, two nulls and itself. */
export const UNTIL_FROM_END = 12 + 4 + 4 + 8;

/** The rows of one table for some people, as PostgreSQL would send them. */
export class Rows {
  #bytes = Buffer.alloc(1 << 16);
  #end = 0;

  clear(): void {
    this.#end = HEADER.copy(this.#bytes);
  }

  add(template: Buffer, ordinal: number): number {
    if (this.#end + template.length > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, this.#bytes]);
    const at = this.#end;
    template.copy(this.#bytes, at);
    this.#bytes.writeInt32BE(ordinal, at + 6);
    this.#end = at + template.length;
    return this.#end;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  read(store: { clear(): void; read(batch: Buffer): number }): void {
    store.clear();
    store.read(this.#bytes.subarray(0, this.#end));
  }
}

/** A row of a person; their id is written over it. */
export function subjectRow(state: PersonState): Buffer {
  const adult = state.birthDate === '1990-01-01' ? int4(3_000) : null;
  const minor = state.birthDate === '2010-03-04' ? Buffer.from(state.birthDate) : null;
  return rowOf([
    text(state.role),
    Buffer.alloc(16),
    time(state.closedAt),
    adult,
    minor,
    null,
    bool(state.minoritySign),
  ]);
}

/** A row of a consent. */
export function grantRow(activity: string, each: GrantState): Buffer {
  const words = [
    text(activity),
    int4(each.revision),
    text(each.channel),
    text(each.kind),
    text(each.how),
    text(each.notice),
  ];
  const times = [each.shownAt, each.givenAt, each.validUntil, each.keepUntil, each.withdrawnAt, each.usedAt].map(time);
  return rowOf([
    ...words,
    int4(each.noticeVersion),
    bool(each.oneTime),
    text(each.recipient),
    bool(each.guardian),
    int8(1n),
    ...times,
  ]);
}
