import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Looks at a line before it is written: the line without what must not be in it. What it finds it counts itself. */
export type LineScanner = (line: string) => string;

/**
 * JSON logs (pino). Requests are logged by route pattern, never by URL, and bodies never: a log line must not hold personal information, and
 * `scan` takes out what slips in all the same. `destination` lets a test read the lines.
 */
export function createLogger(options: {
  level: string;
  destination?: { write(line: string): void };
  scan?: LineScanner;
}): Logger {
  const { scan } = options;
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    ...(scan === undefined ? {} : { hooks: { streamWrite: scan } }),
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

/** A logger that writes nothing, for tests. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
