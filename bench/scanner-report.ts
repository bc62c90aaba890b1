import type { Finding } from '../src/contexts/vault/index.ts';
import type { LabelledText } from './labelled-text.ts';

/** How well one kind was found. */
export interface KindReport {
  readonly kind: string;
  readonly labelled: number;
  readonly found: number;
  readonly precision: number;
  readonly recall: number;
  /** Texts in which it went wrong, for people who mend the scanner. */
  readonly missed: readonly string[];
  readonly wrong: readonly string[];
}

/** Compares findings with labels: a finding is right when it and a label of its kind cover at least half of what they cover together. */
export function scannerReport(
  texts: readonly LabelledText[],
  scan: (text: string) => readonly Finding[],
): KindReport[] {
  const kinds = new Map<
    string,
    { labelled: number; found: number; right: number; missed: string[]; wrong: string[] }
  >();
  const of = (kind: string) => {
    const known = kinds.get(kind) ?? { labelled: 0, found: 0, right: 0, missed: [], wrong: [] };
    kinds.set(kind, known);
    return known;
  };
  for (const { text, labels } of texts) {
    const findings = scan(text);
    const used = new Set<Finding>();
    for (const label of labels) {
      const count = of(label.kind);
      count.labelled += 1;
      const hit = findings.find(
        (finding) => !used.has(finding) && finding.kind === label.kind && overlap(finding, label) >= 0.5,
      );
      if (hit === undefined) count.missed.push(`${text.slice(label.start, label.end)} in ${text}`);
      else {
        used.add(hit);
        count.right += 1;
      }
    }
    for (const finding of findings) {
      of(finding.kind).found += 1;
      if (!used.has(finding)) of(finding.kind).wrong.push(`${text.slice(finding.start, finding.end)} in ${text}`);
    }
  }
  return [...kinds].map(([kind, { labelled, found, right, missed, wrong }]) => ({
    kind,
    labelled,
    found,
    precision: found === 0 ? 1 : right / found,
    recall: labelled === 0 ? 1 : right / labelled,
    missed,
    wrong,
  }));
}

function overlap(one: { start: number; end: number }, other: { start: number; end: number }): number {
  const shared = Math.min(one.end, other.end) - Math.max(one.start, other.start);
  return shared / (Math.max(one.end, other.end) - Math.min(one.start, other.start));
}
