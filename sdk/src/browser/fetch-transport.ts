import type { Outcome, Transport } from '../site.ts';

/** A request that has not been answered by then counts as lost, milliseconds. */
const PATIENCE = 10_000;

/** `fetch` without cookies. Only an answer that says what became of the act counts; everything else is "nobody knows". */
export const fetchTransport: Transport = async (method, url, body) => {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE);
  try {
    const response = await fetch(url, {
      method,
      credentials: 'omit',
      // A no that is sent while its page is left still arrives.
      keepalive: method === 'POST',
      signal: control.signal,
      // Called plain text, it is sent at once; called JSON, the browser would ask the server first whether it may.
      ...(body === undefined ? {} : { headers: { 'content-type': 'text/plain' }, body: JSON.stringify(body) }),
    });
    return outcomeOf(response.status, await response.json());
  } catch {
    return { kind: 'unreachable' };
  } finally {
    clearTimeout(timer);
  }
};

/** Reads an answer by its status; what may pass by itself (429, 5xx) is no refusal. */
export function outcomeOf(status: number, value: unknown): Outcome<unknown> {
  if (status >= 200 && status < 300) return { kind: 'done', value };
  if (status < 400 || status >= 500 || status === 429 || status === 408) return { kind: 'unreachable' };
  const code = (value as { code?: unknown } | null)?.code;
  return { kind: 'refused', code: typeof code === 'string' ? code : '' };
}
