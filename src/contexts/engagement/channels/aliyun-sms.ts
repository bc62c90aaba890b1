import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../platform/clock.ts';
import { authorization, canonicalQuery, hexSha256 } from './aliyun-signature.ts';
import type { HandOff, OutgoingSms, SmsProvider } from './hand-off.ts';

export interface AliyunSmsOptions {
  /** `https://dysmsapi.aliyuncs.com`, or the local gateway of the demo. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly clock: Clock;
  /** Milliseconds until a call without an answer counts as in doubt; 10,000 unless told. */
  readonly timeout?: number;
}

// Refusals that say nothing about the message or its addressee: our account is wrong, empty or too fast. The messages wait.
const NOT_ABOUT_THE_MESSAGE = new Set([
  'SignatureDoesNotMatch',
  'InvalidAccessKeyId.NotFound',
  'InvalidAccessKeyId.Inactive',
  'isp.RAM_PERMISSION_DENY',
  'isv.ACCOUNT_ABNORMAL',
  'isv.AMOUNT_NOT_ENOUGH',
  'isv.OUT_OF_SERVICE',
  'Throttling',
  'Throttling.User',
  'ServiceUnavailable',
]);
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Aliyun Dysmsapi 2017-05-25, operation SendSms, RPC style: parameters in the query, signature V3 in the headers. */
export function createAliyunSms(options: AliyunSmsOptions): SmsProvider {
  return { send: (message) => sendSms(options, message) };
}

async function sendSms(options: AliyunSmsOptions, message: OutgoingSms): Promise<HandOff> {
  const { url, headers } = buildRequest(options, message);
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeout ?? 10_000),
    });
  } catch (error) {
    const code = networkCode(error);
    return NEVER_CONNECTED.has(code) ? { kind: 'not-handed', code } : { kind: 'unknown', code };
  }
  const answer = await response.json().catch(() => undefined);
  return readAnswer(response.status, answer);
}

function buildRequest(options: AliyunSmsOptions, message: OutgoingSms) {
  const endpoint = new URL(options.endpoint);
  const query = {
    PhoneNumbers: message.mobile,
    SignName: message.signName,
    TemplateCode: message.templateCode,
    TemplateParam: JSON.stringify(message.parameters),
    OutId: message.id,
  };
  const headers: Record<string, string> = {
    host: endpoint.host,
    'x-acs-action': 'SendSms',
    'x-acs-version': '2017-05-25',
    'x-acs-date': options.clock
      .now()
      .toISOString()
      .replace(/\.\d{3}Z$/, 'Z'),
    'x-acs-signature-nonce': randomBytes(16).toString('hex'),
    'x-acs-content-sha256': hexSha256(''),
  };
  const signed = { method: 'POST', path: '/', query, headers, body: '' };
  const { host: _, ...sent } = headers;
  return {
    url: `${endpoint.origin}/?${canonicalQuery(query)}`,
    headers: { ...sent, authorization: authorization(signed, options.accessKeyId, options.accessKeySecret) },
  };
}

// The vendor answers 200 with Code "OK", or 4xx with a Code. Only an answer that can be read settles anything; a 5xx or garbage leaves doubt.
function readAnswer(status: number, answer: unknown): HandOff {
  const { Code, BizId } = (answer ?? {}) as { Code?: unknown; BizId?: unknown };
  if (status === 200 && Code === 'OK') return { kind: 'accepted', providerId: typeof BizId === 'string' ? BizId : '' };
  if (typeof Code === 'string' && NOT_ABOUT_THE_MESSAGE.has(Code)) return { kind: 'not-handed', code: Code };
  if (typeof Code !== 'string' || status >= 500 || Code === 'OK') return { kind: 'unknown', code: `HTTP ${status}` };
  return { kind: 'rejected', code: Code };
}

function networkCode(error: unknown): string {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } };
  const code = cause?.code;
  return typeof code === 'string' ? code : String(name ?? 'error');
}
