import type { Finding } from './finding.ts';
import { KIND_MARKS } from './redact-text.ts';
import { scanText } from './scan-text.ts';

/** A line of a log without personal information, and what was taken out of it. */
export interface RedactedLine {
  readonly line: string;
  readonly findings: readonly Finding[];
}

/** Takes personal information out of a line of JSON; it is JSON afterwards too, because a number that is replaced becomes a text. */
export function redactLine(line: string): RedactedLine {
  const findings = scanText(line);
  if (findings.length === 0) return { line, findings };
  let redacted = '';
  let at = 0;
  for (const { kind, start, end } of findings) {
    const mark = KIND_MARKS[kind];
    redacted += line.slice(at, start) + (isBareNumber(line, start, end) ? `"${mark}"` : mark);
    at = end;
  }
  return { line: redacted + line.slice(at), findings };
}

function isBareNumber(line: string, start: number, end: number): boolean {
  return (
    /^-?\d+$/.test(line.slice(start, end)) && /[:,[]$/.test(line.slice(0, start)) && /^[,}\]]/.test(line.slice(end))
  );
}
