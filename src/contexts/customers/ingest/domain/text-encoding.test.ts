import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { EncodingProbe } from './text-encoding.ts';

function verdictOf(bytes: Uint8Array, chunk = bytes.length || 1) {
  const probe = new EncodingProbe();
  for (let at = 0; at < bytes.length; at += chunk) probe.push(bytes.subarray(at, at + chunk));
  return probe.verdict();
}

describe('the encoding of an upload', () => {
  it('is told apart: UTF-8 with and without byte order mark, GB18030 with four-byte characters', () => {
    expect(verdictOf(Buffer.from('订单号,金额\n'))).toEqual({ ok: true, encoding: 'utf-8' });
    expect(verdictOf(Buffer.from('\ufeff订单号,金额\n'))).toEqual({ ok: true, encoding: 'utf-8-bom' });
    expect(verdictOf(iconv.encode('订单号,金额,㐀\n', 'gb18030'))).toEqual({ ok: true, encoding: 'gb18030' });
  });

  it('does not depend on where the chunks are cut', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[一-龥a-z,㐀]{1,40}$/), fc.integer({ min: 1, max: 5 }), (text, chunk) => {
        expect(verdictOf(iconv.encode(`中${text}`, 'gb18030'), chunk).ok).toBe(true);
        expect(verdictOf(Buffer.from(`中${text}`), chunk)).toEqual({ ok: true, encoding: 'utf-8' });
      }),
    );
  });

  it('is seen when the first Chinese character stands in the last line', () => {
    const bytes = Buffer.concat([Buffer.alloc(200_000, 'a,b\n'), iconv.encode('中', 'gb18030')]);
    expect(verdictOf(bytes, 65_536)).toEqual({ ok: true, encoding: 'gb18030' });
  });

  it('is refused by name when it is none that is read', () => {
    const problem = (bytes: Buffer) => verdictOf(bytes);
    expect(problem(Buffer.alloc(0))).toEqual({ ok: false, problem: 'empty' });
    expect(problem(iconv.encode('订单号', 'utf-16le', { addBOM: true }))).toEqual({ ok: false, problem: 'utf-16' });
    expect(problem(Buffer.from('PK\u0003\u0004xlsx'))).toEqual({ ok: false, problem: 'spreadsheet' });
    expect(problem(Buffer.from('a,b\0c'))).toEqual({ ok: false, problem: 'binary' });
    expect(problem(Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x2c]))).toEqual({ ok: false, problem: 'unknown' });
    expect(problem(Buffer.from([0x1f, 0x8b, 8, 0]))).toEqual({ ok: false, problem: 'compressed' });
  });

  it('is told to be cut off where its last character is, never read as another encoding', () => {
    for (const cut of [4, 5])
      expect(verdictOf(Buffer.from('中文').subarray(0, cut))).toEqual({ ok: false, problem: 'cut-off' });
    // Valid GB18030 of other characters.
    expect(verdictOf(Buffer.from('编号,姓名,电话\n1,张三,138').subarray(0, 27))).toEqual({
      ok: false,
      problem: 'cut-off',
    });
    expect(verdictOf(iconv.encode('订单号,金额', 'gb18030').subarray(0, -1))).toEqual({
      ok: false,
      problem: 'cut-off',
    });
    expect(verdictOf(iconv.encode('a,鎵', 'gb18030'))).toEqual({ ok: true, encoding: 'gb18030' });
  });
});
