import { CONTRACT_NOTICES } from './business-contacts.ts';
import { LocalTmall } from './local-tmall.ts';
import type { Marked } from './marked-further.ts';
import type { RunningProduct } from './running-product.ts';
import { until } from './until.ts';

const SHOP = '示例旗舰店';

/** Contacts of organisations and 会员通, with marked values: a contact with everything, a number for an organisation's name, and recipient fields in a joining. */
export async function driveSources(product: RunningProduct, marked: Marked): Promise<void> {
  await addContact(product, marked);
  await joinShop(product, marked);
}

async function addContact({ api, base, apiKey }: RunningProduct, marked: Marked): Promise<void> {
  const activity = 'contract-notices';
  await api.call('POST', '/api/v1/activities', { ...CONTRACT_NOTICES, crossBorder: null });
  const title = { zh: '企业联系人隐私告知', en: 'For business contacts' };
  await api.call('POST', '/api/v1/notices', { code: 'business', title, activities: [activity] });
  await api.call('POST', '/api/v1/notices/business/publish', {});
  const contact = {
    ...{ activity, source: 'from_individual', identifiers: [], role: 'business_contact' },
    attributes: { name: marked.name, mobile: marked.mobile, email: marked.email, job_title: marked.address },
  };
  const { id } = await api.call<{ id: string }>('POST', '/api/v1/persons', {
    ...contact,
    organisation: { name: '示例往来有限公司' },
  });
  await api.call('GET', `/api/v1/persons?activity=${activity}`);
  await api.call('PUT', `/api/v1/persons/${id}/organisation`, { name: '示例新东家有限公司' });
  const refused = await fetch(`${base}/api/v1/persons`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...contact, organisation: { name: marked.mobile } }),
  });
  if (refused.status !== 400) throw new Error(`a number was taken for an organisation: ${refused.status}`);
}

async function joinShop({ api, base, clock }: RunningProduct, marked: Marked): Promise<void> {
  const tmall = new LocalTmall();
  await api.call('POST', '/api/v1/sources', {
    code: 'canary-tmall',
    name: { zh: '会员通', en: 'Tmall' },
    activity: 'customer-administration',
    notice: { how: '入会页', proofHash: 'ab'.repeat(32) },
    tmall: { shop: SHOP, appSecret: tmall.secret },
  });
  const extend = { receiver_address: marked.address, alipay_user_id: marked.memberId };
  const content = { seller_name: SHOP, ouid: 'AAEcanary0ouid==', mobile: marked.mobile, nick: marked.name, extend };
  const { query, headers, body } = tmall.call(content, clock.now());
  const answer = await fetch(`${base}/hooks/tmall/canary-tmall/bind?${query}`, {
    method: 'POST',
    headers,
    body: new Uint8Array(body),
  });
  if (!answer.ok) throw new Error(`会员通 was answered ${answer.status}`);
  await until(async () => {
    const { items } = await api.call<{ items: { waiting: number }[] }>('GET', '/api/v1/sources');
    return items.every(({ waiting }) => waiting === 0);
  });
}
