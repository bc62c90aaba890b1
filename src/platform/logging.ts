import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * JSON logs (pino). Requests are logged by route pattern, never by URL, and bodies never: a log line must not hold personal information.
 * `destination` lets a test read the lines.
 */
export function createLogger(options: { level: string; destination?: { write(line: string): void } }): Logger {
  const settings = { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

/** A logger that writes nothing, for tests. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
