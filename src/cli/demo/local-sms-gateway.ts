import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../platform/clock.ts';
import { canonicalRequest, hexSha256, SIGNATURE_ALGORITHM } from './aliyun-request-check.ts';

/** A text message that arrived on a phone of the demo. */
export interface ReceivedSms {
  readonly mobile: string;
  readonly text: string;
  readonly outId: string;
  readonly bizId: string;
  readonly at: Date;
}

/** What the gateway does wrong on purpose, for tests: `hang-up` takes the message and closes the line without an answer. */
export type GatewayFault = 'hang-up' | 'refuse' | 'server-error' | 'throttle';

export interface LocalSmsGatewayOptions {
  readonly clock: Clock;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Filed templates: code to text with `${variables}`; promotional ones end in 拒收请回复R. */
  readonly templates: Readonly<Record<string, string>>;
  readonly signatures: readonly string[];
  /** Where uplinks (SmsUp) and delivery reports (SmsReport) are pushed, as set up in the vendor's console. */
  readonly uplinkUrl?: string;
  readonly reportUrl?: string;
  readonly port?: number;
}

export interface LocalSmsGateway {
  readonly url: string;
  readonly messages: readonly ReceivedSms[];
  /** The next calls fail this way, one fault a call. */
  inject(...faults: GatewayFault[]): void;
  /** A phone answers: pushed as SmsUp. Resolves with the webhook's HTTP status. */
  reply(mobile: string, content: string): Promise<number>;
  /** Pushes an SmsReport for one message. Resolves with the webhook's HTTP status. */
  report(message: ReceivedSms, success: boolean): Promise<number>;
  setWebhooks(urls: { uplinkUrl: string; reportUrl: string }): void;
  stop(): Promise<void>;
}

const MOST_KEPT = 5000;

/**
 * A STAND-IN for the SMS vendor, for the demo and the tests; it reaches no phone. It speaks Aliyun's documented SendSms (2017-05-25), checks
 * signature V3, the clock, the nonce, the filed signature and template, and answers, reports and forwards replies as the vendor documents.
 */
export async function startLocalSmsGateway(options: LocalSmsGatewayOptions): Promise<LocalSmsGateway> {
  const state: GatewayState = { options, messages: [], faults: [], nonces: new Set(), hooks: { ...options } };
  const server = createServer((request, response) => void serve(state, request, response));
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    messages: state.messages,
    inject: (...faults) => void state.faults.push(...faults),
    reply: (mobile, content) => push(state.hooks.uplinkUrl, [uplink(options.clock, mobile, content)]),
    report: (message, success) => push(state.hooks.reportUrl, [deliveryReport(options.clock, message, success)]),
    setWebhooks: (urls) => void Object.assign(state.hooks, urls),
    stop: () => stop(server),
  };
}

interface GatewayState {
  readonly options: LocalSmsGatewayOptions;
  readonly messages: ReceivedSms[];
  readonly faults: GatewayFault[];
  readonly nonces: Set<string>;
  readonly hooks: { uplinkUrl?: string; reportUrl?: string };
}

async function serve(state: GatewayState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  const fault = state.faults.shift();
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://gateway').searchParams);
  if (fault === 'refuse') return answer(response, 400, 'isv.MOBILE_NUMBER_ILLEGAL', 'fault injected');
  if (fault === 'throttle') return answer(response, 400, 'Throttling.User', 'fault injected');
  const wrong = refusal(state, request, query, body);
  if (wrong !== undefined) return answer(response, wrong.status, wrong.code, wrong.message);
  const bizId = accept(state, query);
  if (fault === 'hang-up') return void request.socket.destroy();
  if (fault === 'server-error') return void response.writeHead(502).end('bad gateway');
  answer(response, 200, 'OK', 'OK', bizId);
}

type Refusal = { status: number; code: string; message: string };

function refusal(
  { options, nonces }: GatewayState,
  request: IncomingMessage,
  query: Record<string, string>,
  body: string,
): Refusal | undefined {
  const header = (name: string) => String(request.headers[name] ?? '');
  const bad = (code: string, message: string, status = 400): Refusal => ({ status, code, message });
  if (header('x-acs-action') !== 'SendSms' || header('x-acs-version') !== '2017-05-25')
    return bad('InvalidAction.NotFound', 'Specified api is not found.', 404);
  const { credential, signedHeaders, signature } = readAuthorization(header('authorization'));
  if (credential !== options.accessKeyId)
    return bad('InvalidAccessKeyId.NotFound', 'Specified access key is not found.', 404);
  const date = Date.parse(header('x-acs-date'));
  if (!(Math.abs(options.clock.now().getTime() - date) <= 15 * 60_000))
    return bad('InvalidTimeStamp.Expired', 'Specified time stamp is expired.');
  if (header('x-acs-content-sha256') !== hexSha256(body))
    return bad('SignatureDoesNotMatch', 'The body hash does not match.');
  const canonical = canonicalRequest(request, signedHeaders, body);
  const expected = createHmac('sha256', options.accessKeySecret)
    .update(`${SIGNATURE_ALGORITHM}\n${hexSha256(canonical)}`)
    .digest();
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return bad('SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.');
  const nonce = header('x-acs-signature-nonce');
  if (nonce === '' || nonces.has(nonce))
    return bad('SignatureNonceUsed', 'Specified signature nonce was used already.');
  nonces.add(nonce);
  if (!/^1\d{10}$/.test(query['PhoneNumbers'] ?? '')) return bad('isv.MOBILE_NUMBER_ILLEGAL', '手机号码格式错误');
  if (!options.signatures.includes(query['SignName'] ?? ''))
    return bad('isv.SMS_SIGNATURE_ILLEGAL', '该账号下找不到对应签名');
  if (options.templates[query['TemplateCode'] ?? ''] === undefined)
    return bad('isv.SMS_TEMPLATE_ILLEGAL', '该账号下找不到对应模板');
  return undefined;
}

function readAuthorization(text: string) {
  const match = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(text);
  return { credential: match?.[1] ?? '', signedHeaders: (match?.[2] ?? '').split(';'), signature: match?.[3] ?? '' };
}

function accept({ options, messages }: GatewayState, query: Record<string, string>): string {
  const parameters = JSON.parse(query['TemplateParam'] ?? '{}') as Record<string, string>;
  const filled = (options.templates[query['TemplateCode'] ?? ''] ?? '').replace(
    /\$\{(\w+)\}/g,
    (_, name: string) => parameters[name] ?? '',
  );
  const now = options.clock.now();
  const bizId = `${randomInt(1e9, 1e10)}${randomInt(1e7, 1e8)}^0`;
  messages.push({
    mobile: query['PhoneNumbers'] ?? '',
    text: `【${query['SignName']}】${filled}`,
    outId: query['OutId'] ?? '',
    bizId,
    at: now,
  });
  if (messages.length > MOST_KEPT) messages.shift();
  return bizId;
}

function answer(response: ServerResponse, status: number, code: string, message: string, bizId?: string): void {
  const requestId = randomBytes(16).toString('hex').toUpperCase();
  const body = { Code: code, Message: message, RequestId: requestId, ...(bizId === undefined ? {} : { BizId: bizId }) };
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' }).end(JSON.stringify(body));
}

// "2017-09-01 00:00:00", Asia/Shanghai, as the vendor writes times.
function vendorTime(clock: Clock): string {
  return new Date(clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

function uplink(clock: Clock, mobile: string, content: string) {
  const sequence = String(randomInt(1e9, 1e10));
  return { phone_number: mobile, content, send_time: vendorTime(clock), dest_code: '1234', sequence_id: sequence };
}

function deliveryReport(clock: Clock, message: ReceivedSms, success: boolean) {
  return {
    phone_number: message.mobile,
    send_time: vendorTime(clock),
    report_time: vendorTime(clock),
    success,
    err_code: success ? 'DELIVERED' : 'UNDELIV',
    err_msg: success ? '用户接收成功' : '号码状态异常',
    sms_size: '1',
    biz_id: message.bizId,
    out_id: message.outId,
  };
}

async function push(url: string | undefined, body: unknown): Promise<number> {
  if (url === undefined) throw new Error('the gateway has no webhook to push to');
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  await response.arrayBuffer();
  return response.status;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
