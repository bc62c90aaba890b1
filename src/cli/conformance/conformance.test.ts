import { describe, expect, it } from 'vitest';
import { LAWFUL_USE } from '../../../test/support/lawful-facts.ts';
import { leafHash } from '../../contexts/evidence/index.ts';
import { runLawCases } from './law-cases.ts';
import { runConsistencyVectors, runInclusionVectors } from './merkle-vectors.ts';

const leaf = Buffer.from(leafHash(Buffer.from('one'))).toString('base64');

describe('outside vectors', () => {
  it('accept any outcome a case lists and ask for its article among those named', () => {
    const cases = [
      { id: 'A', facts: LAWFUL_USE, expected: 'allow', reason_article: 'PIPL 14' },
      { id: 'B', facts: LAWFUL_USE, expected: 'deny', accept: ['deny', 'allow'], reason_article: 'PIPL 13' },
      { id: 'C', facts: LAWFUL_USE, expected: 'allow', reason_article: 'PIPL 99' },
      { id: 'D', facts: LAWFUL_USE, expected: 'deny', reason_article: 'PIPL 13' },
    ];
    const result = runLawCases(JSON.stringify({ cases }));
    expect(result.passed).toBe(2);
    expect(result.failures.map((failure) => failure.slice(0, 2))).toEqual(['C:', 'D:']);
  });

  it('tell what is no case, and go on', () => {
    const good = { id: 'A', facts: LAWFUL_USE, expected: 'allow', reason_article: 'PIPL 14' };
    const result = runLawCases(
      JSON.stringify({ cases: [null, 7, { ...good, id: 5 }, { ...good, accept: 'allow' }, good] }),
    );
    expect([result.passed, result.failures.map((failure) => failure.slice(0, 6))]).toEqual([
      1,
      ['case 1', 'case 2', 'case 3', 'case 4'],
    ]);
    for (const text of ['', '{', 'null', '[]', '{"cases":{}}'])
      expect(runLawCases(text), text).toMatchObject({ passed: 0, failures: [expect.stringContaining('no cases')] });
  });

  it('read 64-bit indexes exactly', () => {
    const vector = (leafIdx: string, wantErr: boolean): string =>
      `{"leafIdx": ${leafIdx}, "treeSize": 1, "root": "${leaf}", "leafHash": "${leaf}", "proof": null, "wantErr": ${wantErr}, "file": "f"}`;
    const lines = [vector('0', false), vector('18446744073709551615', true), vector('1', false)];
    expect(runInclusionVectors(lines.join('\n'))).toEqual({ passed: 2, failures: ['f: must be accepted, was not'] });
  });

  it('count what can’t be read as rejected, and a line that is no vector as a failure, and go on', () => {
    const good = { leafIdx: 0, treeSize: 1, root: leaf, leafHash: leaf, proof: null, wantErr: false, file: 'good' };
    const ill = (more: object) => JSON.stringify({ ...good, wantErr: true, ...more });
    const unreadable = [
      ...[0.5, -1, '0', null, undefined, [0]].map((leafIdx) => ill({ leafIdx })),
      ...[0, -1, '1', 1e300].map((treeSize) => ill({ treeSize })),
      ...[leaf.slice(0, -1), ` ${leaf}`, leaf.replace('=', '-'), 7, {}, ''].map((root) => ill({ root })),
      ...['', {}, [null], [7], ['AA'], [leaf, 'é']].map((proof) => ill({ proof })),
      ill({}).replace('{', '{"leafIdx":0,"treeSize":0,').replace('"treeSize":1', '"treeSize":0'),
    ];
    expect(runInclusionVectors([JSON.stringify(good), ...unreadable].join('\n'))).toEqual({
      passed: unreadable.length + 1,
      failures: [],
    });
    const noVectors = ['{', '7', 'null', '[]', '{"file":"f"}', '{"wantErr":"true"}', '\ufeff{}'];
    const told = noVectors.map((_, at) => `line ${at + 1}: not a vector (a JSON object with wantErr)`);
    expect(runInclusionVectors([...noVectors, JSON.stringify(good)].join('\n'))).toEqual({ passed: 1, failures: told });
    expect(runConsistencyVectors('{"wantErr":false}')).toEqual({
      passed: 0,
      failures: ['line 1: must be accepted, was not'],
    });
  });

  it('run consistency proofs', () => {
    const line = `{"size1": 1, "size2": 1, "root1": "${leaf}", "root2": "${leaf}", "proof": null, "wantErr": true, "file": "g"}`;
    expect(runConsistencyVectors(`${line}\n`)).toEqual({ passed: 0, failures: ['g: must be rejected, was not'] });
  });
});
