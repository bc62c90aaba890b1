/** An answer from outside, or why there is none: `unreachable`, `timed-out` or `answer-too-large`. */
export type OutsideAnswer =
  | { readonly status: number; readonly type: string; readonly body: Buffer }
  | { readonly failure: string };

const PATIENCE_MS = 20_000;
const MOST_BYTES = 256 * 1024;

/** Posts bytes to a configured address, or gets what is there. Follows no redirect, waits 20 seconds at most and reads 256 KiB at most. Never throws. */
export async function askOutside(
  url: string,
  sent?: { readonly type: string; readonly body: string | Uint8Array },
): Promise<OutsideAnswer> {
  try {
    const response = await fetch(url, {
      ...(sent === undefined ? {} : posted(sent.type, sent.body)),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const parts: Uint8Array[] = [];
    let read = 0;
    for await (const part of response.body ?? []) {
      read += (part as Uint8Array).length;
      if (read > MOST_BYTES) return { failure: 'answer-too-large' };
      parts.push(part as Uint8Array);
    }
    const contentType = (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim() ?? '';
    return { status: response.status, type: contentType, body: Buffer.concat(parts) };
  } catch (error) {
    return { failure: (error as Error).name === 'TimeoutError' ? 'timed-out' : 'unreachable' };
  }
}

function posted(type: string, body: string | Uint8Array) {
  const bytes = typeof body === 'string' ? body : new Uint8Array(body);
  return { method: 'POST', headers: { 'content-type': type }, body: bytes };
}
