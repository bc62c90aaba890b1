import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectLayout } from './layout.ts';
import { RecordReader } from './record-reader.ts';
import { csvCell } from './refused-file.ts';

const COMMA = { kind: 'delimited', delimiter: ',' } as const;

function read(text: string, chunk = text.length || 1) {
  const reader = new RecordReader(COMMA);
  const records = [];
  for (let at = 0; at < text.length; at += chunk) records.push(...reader.push(text.slice(at, at + chunk)));
  return [...records, ...reader.end()];
}

describe('records of a file', () => {
  it('are what was written, for every content and wherever the chunks are cut', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '中', '"', ',', '\n', '\r\n', ' ', '1') });
    const rows = fc.array(fc.tuple(cell, cell, fc.constantFrom('x', '')), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 30 }), (written, chunk) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = written.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
        expect(read(text, chunk).map((record) => [...record.cells])).toEqual(written.map((row) => [...row]));
      }),
    );
  });

  it('are what csv-parse reads in every well-formed file', () => {
    const plain = fc.stringMatching(/^[a-z中0-9.]{1,6}$/);
    const quoted = fc
      .string({ unit: fc.constantFrom('a', '"', ',', '\n', '中') })
      .map((text) => `"${text.replaceAll('"', '""')}"`);
    const row = fc.tuple(plain, fc.oneof(plain, quoted), fc.oneof(plain, quoted));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), fc.constantFrom('\n', '\r\n'), (rows, end) => {
        const text = rows.map((cells) => cells.join(',') + end).join('');
        expect(read(text).map((record) => [...record.cells])).toEqual(
          parse(text, { record_delimiter: ['\n', '\r\n'] }),
        );
      }),
    );
  });

  it('lose nothing to a quote that was never closed: it costs its own line', () => {
    const records = read('a,b\n"x,1\ny,2\n"z",3\n');
    expect(records.map((record) => record.broken ?? record.cells)).toEqual([
      ['a', 'b'],
      'unclosed-quote',
      ['y', '2'],
      ['z', '3'],
    ]);
  });

  it('say of a cell without end that it is too long, and of a quote that it was not closed', () => {
    const cell = 'x'.repeat(20_000);
    const broken = (text: string) =>
      new RecordReader({ kind: 'delimited', delimiter: ',' }).push(text).map((record) => record.broken);
    expect(broken(`a,b\n1,${cell}`)).toEqual([undefined, 'too-long']);
    expect(broken(`a,b\n1,"${cell}`)).toEqual([undefined, 'unclosed-quote']);
  });

  it('keep the guards that exports put around long numbers, and know their lines', () => {
    const records = read('a,b\n="00123",\t1\n\n"two\nlines",2\nend,3');
    expect(records).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['="00123"', '\t1'] },
      { line: 4, cells: ['two\nlines', '2'] },
      { line: 6, cells: ['end', '3'], unended: true },
    ]);
  });

  it('come from columns that stand apart by blanks', () => {
    const text = ' customer_id  date number_of_cds  dollar_value\n 00001 19970101  1   11.77\n';
    const layout = detectLayout(text);
    expect(layout).toEqual({ kind: 'columns' });
    if (layout === undefined) return;
    const reader = new RecordReader(layout);
    expect(reader.push(text)[1]).toEqual({ line: 2, cells: ['00001', '19970101', '1', '11.77'] });
  });

  it('have a delimiter that the header shows', () => {
    expect(detectLayout('a;b;c\n1;2;3')).toEqual({ kind: 'delimited', delimiter: ';' });
    expect(detectLayout('"a,b"\tc\td\n')).toEqual({ kind: 'delimited', delimiter: '\t' });
    expect(detectLayout('alone\n1\n')).toBeUndefined();
  });
});

describe('a cell of the file of refused rows', () => {
  it('never begins like a formula, whatever stood in it', () => {
    fc.assert(
      fc.property(fc.constantFrom('=', '+', '-', '@', '\t=', '\r', ' ='), fc.string(), (start, rest) => {
        expect(csvCell(start + rest)).toMatch(/^"?'/);
      }),
    );
  });
});
