import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines } from './read-lines.ts';

async function linesOf(chunks: readonly (string | Buffer)[], limit = 1000): Promise<(string | null)[]> {
  async function* source(): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  const lines: (string | null)[] = [];
  for await (const line of readLines(source(), limit)) lines.push(line);
  return lines;
}

describe('lines of a stream', () => {
  it('are parted by newlines, with or without a carriage return, the last one with or without an end', async () => {
    expect(await linesOf(['a\r\nb\n\nc'])).toEqual(['a', 'b', '', 'c']);
    expect(await linesOf(['a\n'])).toEqual(['a']);
    expect(await linesOf([])).toEqual([]);
  });

  it('do not depend on where the stream is cut, even within a character', async () => {
    const text = '{"zh":"知诺"}\n𠮷\r\nend';
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: Buffer.byteLength(text) }), { maxLength: 6 }), async (cuts) => {
        const bytes = Buffer.from(text);
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        expect(await linesOf(chunks)).toEqual(['{"zh":"知诺"}', '𠮷', 'end']);
      }),
    );
  });

  it('that are too long are given as null, and the next one is read', async () => {
    expect(await linesOf(['12345\n123456\nab\n'], 5)).toEqual(['12345', null, 'ab']);
    expect(await linesOf(['1234', '56', '789\nab'], 5)).toEqual([null, 'ab']);
    expect(await linesOf(['123', '456'], 5)).toEqual([null]);
  });
});
