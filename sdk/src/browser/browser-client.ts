import { Client } from '../client.ts';
import type { Locale } from '../site.ts';
import { fetchTransport } from './fetch-transport.ts';

const RETRIES_MS = [5000, 30_000, 120_000];

/** Whether the browser asks every site not to sell or share (Global Privacy Control); read anew each time. */
function signal(): boolean {
  return (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl === true;
}

function newSession(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

// One after the other in this page, and across tabs where the browser can (Web Locks).
function oneAtATime(name: string): <Value>(work: () => Promise<Value>) => Promise<Value> {
  const { locks } = navigator as { locks?: LockManager };
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(() =>
      locks === undefined ? work() : (locks.request(name, work) as ReturnType<typeof work>),
    );
    last = run.catch(() => undefined);
    return run;
  };
}

/** A client on `fetch` and `localStorage` that sends waiting noes when the network is back, and hears of decisions in other tabs. */
export function browserClient(options: { server: string; key: string; locale: Locale }): Client {
  const name = `zhinuo:${options.key}`;
  const client = new Client({
    ...options,
    transport: fetchTransport,
    store: {
      read: () => localStorage.getItem(name),
      write: (text) => localStorage.setItem(name, text),
    },
    now: () => new Date(),
    newSession,
    signal,
    alone: oneAtATime(name),
  });
  let tries = 0;
  const again = (): void => {
    const wait = RETRIES_MS[tries];
    if (client.waiting.length === 0 || wait === undefined) return;
    tries += 1;
    setTimeout(() => void client.flush().then(again), wait);
  };
  addEventListener('online', () => {
    tries = 0;
    void client.refresh().then(again);
  });
  addEventListener('storage', (event) => {
    if (event.key === name) client.changed();
  });
  client.onChange(() => {
    if (tries === 0) again();
  });
  return client;
}
