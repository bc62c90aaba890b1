/** An answer of the API that is not a success; `code` is the problem's. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, path: string, problem: unknown) {
    super(`${path}: ${status} ${code} ${JSON.stringify(problem)}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

/** The product's public HTTP API with an API key: what the demo loads its sample through, like everybody else. */
export class ApiClient {
  readonly #base: string;
  readonly #key: string;

  constructor(base: string, key: string) {
    this.#base = base;
    this.#key = key;
  }

  /** Calls a JSON route; throws `ApiError` unless it succeeds. */
  async call<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<T> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    return this.#send<T>(path, {
      method,
      headers: json,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Puts raw bytes. */
  async put<T>(path: string, bytes: Buffer, type: string): Promise<T> {
    return this.#send<T>(path, { method: 'PUT', headers: { 'content-type': type }, body: new Uint8Array(bytes) });
  }

  async #send<T>(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<T> {
    const headers = { ...init.headers, authorization: `Bearer ${this.#key}` };
    const response = await fetch(this.#base + path, { ...init, headers });
    const text = await response.text();
    const value: unknown = text === '' ? undefined : JSON.parse(text);
    if (response.ok) return value as T;
    throw new ApiError(response.status, String((value as { code?: unknown })?.code), path, value);
  }
}
