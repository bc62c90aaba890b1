const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Drops the carriage return of a line end of two bytes. */
function textOf(bytes: Buffer): string {
  const end = bytes.length > 0 && bytes[bytes.length - 1] === RETURN ? bytes.length - 1 : bytes.length;
  return bytes.toString('utf8', 0, end);
}

/**
 * The lines of a byte stream as UTF-8 text, in order. A line of more than `limit` bytes is given as null and never held in memory
 * whole, so that one endless line cannot exhaust the process.
 */
export async function* readLines(source: AsyncIterable<Buffer>, limit: number): AsyncGenerator<string | null> {
  let parts: Buffer[] = [];
  let held = 0;
  let tooLong = false;
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const rest = chunk.subarray(from, end);
      if (tooLong || held + rest.length > limit) yield null;
      else yield textOf(held === 0 ? rest : Buffer.concat([...parts, rest]));
      parts = [];
      held = 0;
      tooLong = false;
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    if (tooLong || held + rest.length > limit) {
      parts = [];
      held = 0;
      tooLong = true;
    } else if (rest.length > 0) {
      // A copy: the stream may fill the chunk anew.
      parts.push(Buffer.from(rest));
      held += rest.length;
    }
  }
  if (tooLong) yield null;
  else if (held > 0) yield textOf(Buffer.concat(parts));
}
