import iconv from 'iconv-lite';
import { openDemoStaff } from '../../src/cli/demo/demo-staff.ts';
import type { Place } from './canary-search.ts';
import { driveFurther } from './marked-further.ts';
import { drivePapers } from './marked-papers.ts';
import { privacyCentreCookie } from './privacy-centre-session.ts';
import { ORDERS, runImport } from './run-import.ts';
import type { RunningProduct } from './running-product.ts';
import { CAMPAIGN, DELIVERY, EMAIL_CAMPAIGN, joins, loadBrand, NOTICE, SEGMENT, someone } from './sample-load.ts';
import { shopOrders } from './shop-orders.ts';
import { until } from './until.ts';

/** Values that must stand in clear nowhere; each is long and odd enough to be found nowhere by chance. */
export const MARKERS = {
  name: '雒甄隺',
  mobile: '13719264835',
  email: 'canary.zq81@marked-mail.example.org',
  memberId: 'MBR-zq81-770412',
  unionId: 'oZq81-canary-unionid-5512',
  address: '上海市徐汇区金丝雀弄8817号',
  refusedName: '雒拒隺',
  refusedMobile: '1371926483X',
  reason: '客户来电核对 zq81-reason-551',
  staffEmail: 'zq81.staff@marked-mail.example.org',
  staffPassword: 'zq81 password of a member of staff',
} as const;

type Call = (
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Response>;

/** Drives the main line with marked values and returns what it answered where nothing in clear may stand: errors, metrics, masked lists. */
export async function driveMarked(product: RunningProduct): Promise<Place[]> {
  const outputs: Place[] = [];
  const call: Call = (method, path, body, headers = {}) =>
    fetch(product.base + path, {
      method,
      headers: { authorization: `Bearer ${product.apiKey}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const keep = async (name: string, response: Response) => {
    const head = [...response.headers].map(([key, value]) => `${key}: ${value}`).join('\n');
    outputs.push({ name, content: Buffer.from(`${head}\n\n${await response.text()}`) });
  };
  await loadBrand(product);
  const person = someone(1, { name: MARKERS.name, mobile: MARKERS.mobile, email: MARKERS.email });
  const id = await joins(product, person);
  await storeAgain(call, keep);
  await importMarked(product, call, keep);
  await sendAndAnswer(product, id);
  await look(call, keep, id);
  await takeOut(product, call, keep, id);
  await visitPrivacyCentre(product, keep);
  await driveFurther(product, MARKERS);
  await lookFurther(call, keep, id);
  for (const path of await drivePapers(product, MARKERS)) await keep(path, await call('GET', path));
  await makeMistakes(product, call, keep);
  await inviteStaff(product, call);
  await keep('metrics', await call('GET', '/metrics'));
  await keep('openapi', await call('GET', '/api/openapi.json'));
  return outputs;
}

type Keep = (name: string, response: Response) => Promise<void>;

async function storeAgain(call: Call, keep: Keep): Promise<void> {
  const body = {
    activity: 'customer-administration',
    source: 'from_individual',
    identifiers: [{ type: 'member_id', value: MARKERS.memberId, issuer: 'qiye' }],
    attributes: { name: MARKERS.name, mobile: MARKERS.mobile, email: MARKERS.email, address: MARKERS.address },
  };
  const key = { 'idempotency-key': 'canary-0001' };
  const first = await call('POST', '/api/v1/persons', body, key);
  if (first.status !== 201) throw new Error(`the marked person was not stored: ${await first.text()}`);
  await keep('person stored', first);
  await keep('person stored again', await call('POST', '/api/v1/persons', body, key));
  await keep('key reused', await call('POST', '/api/v1/persons', { ...body, role: 'member' }, key));
}

async function importMarked(product: RunningProduct, call: Call, keep: Keep): Promise<void> {
  const person = someone(1, { name: MARKERS.name, mobile: MARKERS.mobile });
  const refused = `\r\n\t77001,2026-11-01 10:00:00,${MARKERS.refusedName},${MARKERS.refusedMobile},${MARKERS.address},茶,1,¥8.00`;
  const good = shopOrders(product.clock.now(), [{ person, daysAgo: [2, 9] }]);
  const file = Buffer.concat([good, iconv.encode(refused, 'gb18030')]);
  const report = await runImport(product.api, ORDERS, file);
  if (report.refused !== 1) throw new Error('the marked row was not refused');
  await keep('import report', await call('GET', `/api/v1/imports/${report.id}`));
  await keep('import preview', await call('GET', `/api/v1/imports/${report.id}/preview`));
}

async function sendAndAnswer(product: RunningProduct, id: string): Promise<void> {
  for (const campaign of [CAMPAIGN, EMAIL_CAMPAIGN]) {
    const made = await product.api.call<{ id: string }>('POST', '/api/v1/campaigns', campaign);
    await product.api.call('POST', `/api/v1/campaigns/${made.id}/start`);
    await until(async () => {
      const now = await product.api.call<{ campaign: { state: string } }>('GET', `/api/v1/campaigns/${made.id}`);
      return now.campaign.state === 'done';
    });
  }
  const advert = product.gateway.messages.findLast(({ mobile }) => mobile === MARKERS.mobile);
  if (advert === undefined) throw new Error('the marked person got no message');
  await product.gateway.report(advert, true);
  await product.gateway.reply(MARKERS.mobile, 'R');
  await product.gateway.reply(MARKERS.mobile, `我是${MARKERS.name},请回电`);
  await product.api.call('POST', '/api/v1/objections', { person: id, kind: 'personalisation', by: 'agent' });
}

async function look(call: Call, keep: Keep, id: string): Promise<void> {
  for (const path of [
    '/api/v1/persons?limit=100',
    `/api/v1/persons/${id}`,
    `/api/v1/persons/${id}/uses`,
    `/api/v1/persons/${id}/consents`,
    '/api/v1/sends?limit=100',
    '/api/v1/campaigns',
    '/api/v1/consents',
    '/api/v1/evidence/checkpoint',
    '/api/v1/evidence/entries/0',
  ])
    await keep(path, await call('GET', path));
  const reach = { activity: 'marketing', operation: 'use', channel: 'sms' };
  await keep('reach', await call('POST', `/api/v1/segments/${SEGMENT.code}/reach`, reach));
  for (const [field, value] of [
    ['mobile', MARKERS.mobile],
    ['member_id', MARKERS.memberId],
  ])
    await keep('search', await call('POST', '/api/v1/persons/searches', { field, value }));
  const letter = { number: MARKERS.mobile, reason: `来函 ${MARKERS.mobile}` };
  const searched = await call('POST', '/api/v1/evidence/searches', letter);
  const { id: search } = (await searched.clone().json()) as { id: string };
  await keep('search for a letter', searched);
  const words = { to: '', reference: '', complaint: `投诉号码 ${MARKERS.mobile}`, measures: '' };
  await keep('paper', await call('POST', '/api/v1/evidence/papers', { search, person: id, ...words }));
  const reveal = { fields: ['name', 'mobile'], activity: 'customer-administration', reason: MARKERS.reason };
  // What is revealed is clear on purpose, so its answer is not kept.
  const revealed = await call('POST', `/api/v1/persons/${id}/reveals`, reveal);
  if (!(await revealed.text()).includes(MARKERS.name)) throw new Error('nothing was revealed');
}

// Lists and reports about what came in.
async function lookFurther(call: Call, keep: Keep, id: string): Promise<void> {
  for (const path of [
    '/api/v1/sources',
    '/api/v1/identity/quarantine',
    `/api/v1/persons/${id}/cluster`,
    `/api/v1/persons/${id}/profile`,
    `/api/v1/persons/${id}/timeline`,
    '/api/v1/tags',
    '/api/v1/computed-traits',
    '/api/v1/receivers',
    '/api/v1/receivers/erp/unanswered',
    '/api/v1/segments',
    '/api/v1/vault/policy',
    '/api/v1/vault/keys',
    '/api/v1/vault/retention',
    '/api/v1/vault/retention/acts',
    '/api/v1/evidence/erasures',
    '/api/v1/trail',
    '/api/v1/noes',
  ])
    await keep(path, await call('GET', path));
}

async function takeOut(product: RunningProduct, call: Call, keep: Keep, id: string): Promise<void> {
  const operations = [...DELIVERY.operations, 'staff_bulk_export'];
  const care = { ...DELIVERY, code: 'customer-care', operations, channels: [], noticeBy: 'public_rules' };
  await product.api.call('POST', '/api/v1/activities', care);
  const known = await product.api.call<{ items: { code: string }[] }>('GET', '/api/v1/activities');
  const activities = known.items.map(({ code }) => code);
  await product.api.call('POST', '/api/v1/notices', { ...NOTICE, activities });
  await product.api.call('POST', `/api/v1/notices/${NOTICE.code}/publish`);
  const wanted = {
    activity: care.code,
    persons: [id],
    fields: ['name', 'mobile'],
    reason: `导出给 ${MARKERS.email}，核对 ${MARKERS.mobile}`,
  };
  await keep('export with a bad field', await call('POST', '/api/v1/exports', { ...wanted, fields: [MARKERS.mobile] }));
  const asked = await product.api.call<{ id: string }>('POST', '/api/v1/exports', wanted);
  const state = async () => {
    const { items } = await product.api.call<{ items: { status: string; exported: number; excluded: unknown }[] }>(
      'GET',
      '/api/v1/exports',
    );
    return items[0];
  };
  await until(async () => ['finished', 'failed'].includes((await state())?.status ?? ''));
  const made = await state();
  if (made?.exported !== 1) throw new Error(`the marked person was not exported: ${JSON.stringify(made?.excluded)}`);
  await keep('exports', await call('GET', '/api/v1/exports'));
  await keep('export', await call('POST', `/api/v1/exports/${asked.id}/downloads`));
  await call('POST', '/api/v1/vault/retention/runs', {});
  await keep('forecast', await call('GET', '/api/v1/vault/retention'));
  await keep('acts', await call('GET', '/api/v1/vault/retention/acts'));
  await keep('data map', await call('GET', '/api/v1/vault/data-map'));
  await keep('data map sheet', await call('GET', '/api/v1/vault/data-map.xlsx'));
  await keep('alerts', await call('GET', '/api/v1/vault/alerts'));
}

async function visitPrivacyCentre(product: RunningProduct, keep: Keep): Promise<void> {
  const person = someone(1, { name: MARKERS.name, mobile: MARKERS.mobile });
  const headers = { cookie: await privacyCentreCookie(product, person), origin: product.base };
  for (const path of ['overview', 'fields', 'uses'])
    await keep(path, await fetch(`${product.base}/me/api/${path}`, { headers }));
  const post = (path: string, body: object) =>
    fetch(`${product.base}/me/api/${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await (await post('fields/reveals', { field: 'mobile' })).arrayBuffer();
  await keep('bundle made', await post('bundles', {}));
}

async function makeMistakes(product: RunningProduct, call: Call, keep: Keep): Promise<void> {
  const everything = Object.values(MARKERS).join(' ');
  const person = { activity: 'order-delivery', source: 'from_individual', identifiers: [] };
  const attributes = { name: MARKERS.name, mobile: `${MARKERS.mobile}9`, email: `${MARKERS.email} ` };
  await keep('bad attributes', await call('POST', '/api/v1/persons', { ...person, attributes }));
  await keep(
    'unknown member',
    await call('POST', '/api/v1/persons', { ...person, attributes: {}, [MARKERS.memberId]: 1 }),
  );
  await keep('broken JSON', await call('POST', '/api/v1/persons', `{"name": "${everything}`));
  await keep('wrong type', await call('POST', '/api/v1/persons', { ...person, attributes: everything }));
  await keep('unknown address', await call('GET', `/api/v1/persons/${encodeURIComponent(MARKERS.mobile)}`));
  await keep('unknown form', await fetch(`${product.base}/f/${MARKERS.mobile}`));
  await keep('bad query', await call('GET', `/api/v1/persons?limit=${encodeURIComponent(MARKERS.email)}`));
  await keep(
    'wrong key',
    await call('GET', '/api/v1/persons', undefined, { authorization: `Bearer ${MARKERS.memberId}` }),
  );
  const login = JSON.stringify({ channel: 'sms', address: `${MARKERS.mobile}00` });
  const headers = { origin: product.base, 'content-type': 'application/json' };
  await keep('bad login', await fetch(`${product.base}/me/api/login`, { method: 'POST', headers, body: login }));
}

async function inviteStaff(product: RunningProduct, call: Call): Promise<void> {
  await openDemoStaff(product);
  const staff = { role: 'agent', name: '客服', email: MARKERS.staffEmail };
  const made = (await (await call('POST', '/api/v1/staff', staff)).json()) as { invitation: { url: string } };
  const path = new URL(made.invitation.url).pathname;
  const headers = { origin: product.base, 'content-type': 'application/x-www-form-urlencoded' };
  const password = MARKERS.staffPassword;
  const joined = await fetch(product.base + path, {
    method: 'POST',
    redirect: 'manual',
    headers,
    body: new URLSearchParams({ password, repeated: password }).toString(),
  });
  if (joined.status !== 303) throw new Error(`the invitation answered ${joined.status}`);
}
