import { PERSONAL_KINDS, redactLine } from '../contexts/vault/index.ts';
import type { Metrics } from '../http/index.ts';
import type { LineScanner } from '../platform/logging.ts';

/** Keeps personal information out of the log, and counts by kind what it took out since the start. */
export interface LogScanner {
  readonly scan: LineScanner;
  /** Findings since the start, by kind. */
  readonly counts: ReadonlyMap<string, number>;
}

/** The scanner of the vault in front of the log. A finding is a bug of ours that is caught late: `zhinuo_log_findings` is to stay at 0. */
export function createLogScanner(): LogScanner {
  const counts = new Map<string, number>();
  const scan: LineScanner = (line) => {
    const { line: redacted, findings } = redactLine(line);
    for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return redacted;
  };
  return { scan, counts };
}

/** Shows an operator how much was taken out of the log. */
export function addLogGauges(metrics: Metrics, scanner: LogScanner): void {
  metrics.gauge('log_findings', 'Personal information taken out of log lines since the start', () =>
    PERSONAL_KINDS.reduce((sum, kind) => sum + (scanner.counts.get(kind) ?? 0), 0),
  );
}
