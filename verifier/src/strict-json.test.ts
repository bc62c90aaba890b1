import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, parseStrictly, readStrictly } from './strict-json.ts';

describe('strict JSON', () => {
  it('reads what JSON.parse reads, and its canonical form reads back the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        if (text.includes('-0') || /\\ud[89a-f]/.test(text)) return;
        const again = canonical(parseStrictly(text, ''));
        expect(JSON.parse(again)).toEqual(JSON.parse(text));
        expect(canonical(parseStrictly(again, ''))).toBe(again);
      }),
    );
  });

  it('knows a canonical text from any other, and gives the canonical form of its members either way', () => {
    const texts = fc.oneof(
      fc.jsonValue({ noUnicodeString: false }).map((value) => JSON.stringify(value)),
      fc.jsonValue().map((value) => JSON.stringify(value, undefined, 1)),
      fc.constantFrom(
        '{"a":1,"b":[2]}\n',
        ' {"a":1}',
        '{"b":1,"a":2}',
        '{"a":"\\u0041"}',
        '{"a":"\\/"}',
        '{"a":"\\n"}',
        '["\\u000a"]',
      ),
    );
    fc.assert(
      fc.property(texts, (text) => {
        if (text.includes('-0') || /\\ud[89a-f]/.test(text)) return;
        const read = readStrictly(text, '');
        expect(read.canonical).toBe(canonical(read.value) === text);
        for (const [name, value] of read.value instanceof Map ? read.value : [])
          expect(read.canonicalOf(name)).toBe(canonical(value));
      }),
      { numRuns: 400 },
    );
  });

  it('sorts names by UTF-16 code units, as RFC 8785 shows in section 3.2.3', () => {
    const text =
      '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}';
    const values = [...canonical(parseStrictly(text, '')).matchAll(/:"([^"]+)"/g)].map((match) => match[1]);
    expect(values).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('refuses what JSON.parse lets pass: doubled names, lost digits, lone surrogates', () => {
    const refused = [
      '{"a":1,"a":2}',
      '{"__proto__":1,"__proto__":2}',
      '1.0',
      '12345678901234567890',
      '-0',
      '1E2',
      '"\\udc00"',
    ];
    for (const text of refused) expect(() => parseStrictly(text, ''), text).toThrow();
  });

  it('refuses what is not JSON, without ever failing otherwise', () => {
    const broken = [
      '',
      '{',
      '[1,]',
      '{"a"}',
      '{a:1}',
      "'a'",
      '01',
      '+1',
      '.5',
      'NaN',
      'tru',
      '"\t"',
      '"\\x"',
      '[1] 2',
      '\u00a01',
    ];
    for (const text of broken) expect(() => parseStrictly(text, ''), text).toThrow();
    fc.assert(
      fc.property(fc.string(), (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (!valid) expect(() => parseStrictly(text, '')).toThrow();
      }),
    );
  });
});
