import { network } from './i18n/network.ts';
import { translate } from './i18n/translate.ts';

/** A field of a refused request: where and what, in both languages. */
export interface ProblemField {
  readonly path: string;
  readonly message: string;
  readonly message_en?: string;
}

/** RFC 9457 problem details as the server sends them. */
export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly title_en?: string;
  readonly detail?: string;
  readonly detail_en?: string;
  readonly article?: string;
  readonly errors?: readonly ProblemField[];
}

/** A request that the server refused or that never arrived (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.code);
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
  }
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  /** A file or bytes sent as they are. */
  readonly raw?: Blob;
  readonly signal?: AbortSignal;
}

const UNREACHABLE: Problem = {
  code: 'network.unreachable',
  title: network.unreachable[0],
  title_en: network.unreachable[1],
};

/**
 * Calls the platform's API with the session cookie and returns the JSON answer.
 * The custom header proves to the server that the call comes from its own page (cross-site forms can't set it).
 */
export async function api<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options, 'application/json');
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** The same for an answer in plain text. */
export async function apiText(path: string): Promise<string> {
  return (await send(path, {}, 'text/plain')).text();
}

/** The same for a file. */
export async function apiFile(path: string, method: 'GET' | 'POST' = 'GET', body?: unknown): Promise<Blob> {
  return (await send(path, body === undefined ? { method } : { method, body }, '*/*')).blob();
}

async function send(path: string, options: RequestOptions, accept: string): Promise<Response> {
  const headers: Record<string, string> = { accept, 'x-zhinuo-console': '1' };
  const init: RequestInit = { method: options.method ?? 'GET', headers, credentials: 'same-origin' };
  if (options.signal !== undefined) init.signal = options.signal;
  if (options.raw !== undefined) {
    headers['content-type'] = 'application/octet-stream';
    init.body = options.raw;
  } else if (options.body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  const response = await fetch(path, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, UNREACHABLE);
  });
  if (response.ok) return response;
  const answer: unknown = await response.json().catch(() => undefined);
  throw new ApiError(
    response.status,
    isProblem(answer)
      ? answer
      : {
          code: `http.${response.status}`,
          title: translate(network.answered, 'zh', { status: response.status }),
          title_en: translate(network.answered, 'en', { status: response.status }),
        },
  );
}

// A proxy on the way may answer in a JSON of its own.
function isProblem(answer: unknown): answer is Problem {
  const { code, title } = (answer ?? {}) as Partial<Record<keyof Problem, unknown>>;
  return typeof code === 'string' && typeof title === 'string';
}
