const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const HEADER_BYTES = SIGNATURE.length + 8;

/** The rows of `COPY … TO STDOUT (format binary)`, each as the raw bytes of its fields (PostgreSQL's COPY, "Binary Format"); NULL is empty. */
export async function* binaryRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    if (!begun) {
      if (rest.length < HEADER_BYTES) continue;
      if (!rest.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error('COPY did not answer in binary');
      at = HEADER_BYTES + rest.readUInt32BE(HEADER_BYTES - 4);
      begun = true;
    }
    for (let row = rowAt(rest, at); row !== undefined; row = rowAt(rest, at)) {
      at = row.end;
      yield row.fields;
    }
    rest = rest.subarray(at);
  }
}

// Undefined when the row has not arrived whole, or is the trailer (a count of -1).
function rowAt(bytes: Buffer, start: number): { fields: Buffer[]; end: number } | undefined {
  if (bytes.length < start + 2) return undefined;
  const count = bytes.readInt16BE(start);
  if (count < 0) return undefined;
  const fields: Buffer[] = [];
  let at = start + 2;
  for (let field = 0; field < count; field += 1) {
    if (bytes.length < at + 4) return undefined;
    const length = Math.max(0, bytes.readInt32BE(at));
    if (bytes.length < at + 4 + length) return undefined;
    fields.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return { fields, end: at };
}
