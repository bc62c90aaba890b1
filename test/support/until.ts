import { setTimeout as delay } from 'node:timers/promises';

/** Looks every few milliseconds until `condition` holds and returns what it gave; the test's own time limit ends it. */
export async function until<T>(condition: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    await delay(10);
  }
}
