import { gunzipSync } from 'node:zlib';
import { problem, tooLarge, type WireProblem } from './source-event.ts';

/** Most bytes of a body, before and after it is unpacked: a small file that unpacks to gigabytes is refused, not unpacked. */
export const LARGEST_BODY = 2 * 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The bytes of a body without its gzip, which clients use whatever their `Content-Type` and `Content-Encoding` say. */
export function unpackBody(body: Buffer): { bytes: Buffer } | WireProblem {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return { bytes: body };
  try {
    return { bytes: gunzipSync(body, { maxOutputLength: LARGEST_BODY }) };
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE')
      return tooLarge('', '解压后超过2 MB', 'it unpacks to more than 2 MB');
    return problem('', 'gzip 数据不完整或已损坏', 'the gzip data is incomplete or damaged');
  }
}

/** A body as it is kept: its bytes without gzip, and their JSON. */
export interface Unpacked {
  readonly bytes: Buffer;
  readonly value: unknown;
}

/** The JSON of a body that may be gzip. */
export function unpackJsonBody(body: Buffer): Unpacked | WireProblem {
  const unpacked = unpackBody(body);
  if (!('bytes' in unpacked)) return unpacked;
  const parsed = parseJson(unpacked.bytes);
  return 'value' in parsed ? { bytes: unpacked.bytes, value: parsed.value } : parsed;
}

/** The JSON of bytes. */
export function parseJson(bytes: Buffer): { value: unknown } | WireProblem {
  try {
    return { value: JSON.parse(utf8.decode(bytes)) };
  } catch {
    return problem('', '不是有效的 UTF-8 JSON', 'it is not valid JSON in UTF-8');
  }
}

/** What 神策's clients send as a form or in the address: base64 of JSON, itself perhaps gzip. */
export function unpackSensors(form: Readonly<Record<string, unknown>>): Unpacked | WireProblem {
  const name = form['data_list'] === undefined ? 'data' : 'data_list';
  const packed = form[name];
  if (typeof packed !== 'string' || packed === '')
    return problem(name, '缺少 data 或 data_list', 'data or data_list is missing');
  // A plus sign that was not encoded arrives as a blank.
  const base64 = packed.replaceAll(' ', '+');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) return problem(name, '不是有效的 base64', 'it is not valid base64');
  const unpacked = unpackJsonBody(Buffer.from(base64, 'base64'));
  return 'bytes' in unpacked ? unpacked : { ...unpacked, path: name };
}

/** The JSON of bytes that were read before. */
export function unpackJson(bytes: Buffer): unknown {
  const parsed = parseJson(bytes);
  if (!('value' in parsed)) throw new Error('an arrival that is no JSON was stored');
  return parsed.value;
}
