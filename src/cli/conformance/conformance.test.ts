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

  it('read 64-bit indexes exactly', () => {
    const vector = (leafIdx: string, wantErr: boolean): string =>
      `{"leafIdx": ${leafIdx}, "treeSize": 1, "root": "${leaf}", "leafHash": "${leaf}", "proof": null, "wantErr": ${wantErr}, "file": "f"}`;
    const lines = [vector('0', false), vector('18446744073709551615', true), vector('1', false)];
    expect(runInclusionVectors(lines.join('\n'))).toEqual({ passed: 2, failures: ['f: must be accepted, was not'] });
  });

  it('run consistency proofs', () => {
    const line = `{"size1": 1, "size2": 1, "root1": "${leaf}", "root2": "${leaf}", "proof": null, "wantErr": true, "file": "g"}`;
    expect(runConsistencyVectors(`${line}\n`)).toEqual({ passed: 0, failures: ['g: must be rejected, was not'] });
  });
});
