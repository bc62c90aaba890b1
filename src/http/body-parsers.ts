import type { FastifyRequest } from 'fastify';
import { type HttpApp, isPlainName } from '../platform/http/index.ts';
import { malformedBody, unstorableText, unsupportedMedia } from './http-failures.ts';
import { decodeUtf8, parseStrictJson } from './strict-json.ts';

/** Routes of programs: a form is what pages send, of other sites too, and what it says has no types. */
const JSON_ONLY = /^\/(?:me\/)?api\//;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/;

/** Reads JSON and form bodies strictly, forms on pages alone; every other content type is answered 415, unless a context adds a parser of its own for its routes. */
export function addBodyParsers(app: HttpApp): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    /^application\/(?:[\w.-]+\+)?json(?:;|$)/,
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      assertUtf8(request.headers['content-type'], (type) => JSON_TYPE.test(type));
      return body.length === 0 ? undefined : parseStrictJson(body);
    },
  );
  // A browser asks first, before it sends another site JSON that is called JSON.
  app.addContentTypeParser('text/plain', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    assertUtf8(request.headers['content-type'], () => request.routeOptions.config.plainJson === true);
    return parseStrictJson(body);
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      assertUtf8(request.headers['content-type'], () => !JSON_ONLY.test(request.routeOptions.url ?? ''));
      return parseForm(body);
    },
  );
}

function assertUtf8(header: string | undefined, admits: (type: string) => boolean): void {
  const [type = '', ...parameters] = (header ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (!admits(type)) throw unsupportedMedia();
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=').map((part) => part.trim());
    if (name === 'charset' && value.replaceAll('"', '') !== 'utf-8' && value !== 'utf8') throw unsupportedMedia();
  }
}

/**
 * An `application/x-www-form-urlencoded` body as a record; a name that comes more than once gives an array. Percent sequences must be UTF-8.
 */
export function parseForm(bytes: Buffer): Record<string, string | string[]> {
  const fields = new Map<string, string | string[]>();
  const text = decodeUtf8(bytes);
  for (const pair of text === '' ? [] : text.split('&')) {
    const cut = pair.indexOf('=');
    const name = decodePart(cut === -1 ? pair : pair.slice(0, cut));
    const value = decodePart(cut === -1 ? '' : pair.slice(cut + 1));
    if (value.includes('\0') || name.includes('\0')) throw unstorableText(isPlainName(name) ? name : '*');
    if (name === '__proto__')
      throw malformedBody({ zh: '含有不允许的字段名', en: 'It holds a member name that is not allowed' });
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(fields);
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    throw malformedBody({ zh: '表单编码不正确', en: 'The form is not properly encoded' });
  }
}
