import { randomBytes } from 'node:crypto';
import type { ApiClient } from './api-client.ts';
import { finishImport } from './finish-import.ts';
import { MARKETING, NOTICE, SAMPLE_BRAND } from './sample-brand.ts';

const VISITORS = 60;
const ORIGIN = 'https://shop.example.com';
const SITE = {
  code: 'shop-web',
  name: '商城网站',
  brand: SAMPLE_BRAND.code,
  origins: [ORIGIN],
  notice: NOTICE.code,
  activities: [MARKETING.code],
};

/** Two ways to ask, of which refusing is as easy in either. */
const EXPERIMENT = {
  code: 'banner-autumn',
  name: '横幅：说明好处或说明频次',
  target: { site: SITE.code },
  activity: MARKETING.code,
  needed: 200,
  variants: [
    { code: 'usual' },
    {
      code: 'how-often',
      words: {
        ask: {
          zh: '每月最多两条新品与优惠信息，随时可退订。是否愿意接收？',
          en: 'At most two messages a month about news and offers; stop whenever you like. Would you like them?',
        },
      },
    },
  ],
};

const AGREEMENT = {
  code: 'terms',
  title: { zh: '栖野茶饮会员服务协议', en: 'Terms of membership' },
  sections: [
    {
      heading: { zh: '一、会员服务', en: '1. Membership' },
      text: {
        zh: '注册会员可以积分、储值和预约门店自提。积分自获得之日起一年内有效。',
        en: 'Members collect points, load money and order ahead. Points are valid for a year.',
      },
    },
    {
      heading: { zh: '二、退款', en: '2. Refunds' },
      text: { zh: '储值未消费部分可以随时申请退还。', en: 'Money not yet spent is paid back on request.' },
    },
  ],
};

const STOCK = { activity: MARKETING.code, issuer: 'old-crm', notices: [] };

/** How people got onto the old list: where, under which notice, how they were asked, what is kept of it, and what they said. */
const HISTORIES = [
  '门店,2025版,纸质表单签字,是,同意',
  '门店,2023版,纸质表单签字,是,同意',
  '小程序,2025版,小程序弹窗,是,同意',
  '小程序,2025版,小程序弹窗,是,拒绝',
  '官网,2023版,注册即同意,否,是',
  '展会,,口头,否,同意',
  '购买名单,,,否,',
];

/**
 * Where the sample brand meets people besides its form: terms of membership, a web shop whose banner tries two wordings, and the list of an old
 * CRM to be graded. Left alone when the web shop is there already.
 */
export async function loadTouchpoints(
  api: ApiClient,
  { base, say }: { readonly base: string; readonly say: (line: string) => void },
): Promise<void> {
  const { items } = await api.call<{ items: { code: string }[] }>('GET', '/api/v1/site-keys');
  if (items.some(({ code }) => code === SITE.code)) return;
  say('网站横幅、会员协议与旧名单 / a banner of the web shop, terms of membership, and an old list');
  await api.call('POST', '/api/v1/agreements', AGREEMENT);
  await api.call('POST', `/api/v1/agreements/${AGREEMENT.code}/publish`);
  const { key } = await api.call<{ key: string }>('POST', '/api/v1/site-keys', SITE);
  await api.call('POST', '/api/v1/experiments', EXPERIMENT);
  for (let visitor = 0; visitor < VISITORS; visitor += 1) await visit(`${base}/api/v1/sites/${key}`, visitor);
  await takeStock(api);
}

// A visitor is shown the banner; of ten, five say yes, three no, and two leave without a word.
async function visit(site: string, visitor: number): Promise<void> {
  const session = randomBytes(32).toString('base64url');
  const shown = await post<{ id: string; nonce: string }>(`${site}/presentations`, {
    session,
    activities: [MARKETING.code],
    place: 'banner',
    locale: 'zh-CN',
    ageDeclarations: [18],
  });
  const mood = visitor % 10;
  if (mood >= 8) return;
  await post(`${site}/consents`, {
    session,
    presentation: shown.id,
    nonce: shown.nonce,
    ageDeclared: 18,
    answers: [
      { activity: MARKETING.code, answer: mood < 5 ? 'granted' : 'refused', kind: 'general', control: 'sdk:marketing' },
    ],
  });
}

async function post<T>(url: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json', origin: ORIGIN };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const value: unknown = await response.json();
  if (!response.ok) throw new Error(`${new URL(url).pathname}: ${response.status} ${JSON.stringify(value)}`);
  return value as T;
}

async function takeStock(api: ApiClient): Promise<void> {
  const { id } = await api.call<{ id: string }>('POST', '/api/v1/stock-takes', STOCK);
  await api.put(`/api/v1/imports/${id}/file`, Buffer.from(oldList(600)), 'text/csv');
  const { mapping } = await api.call<{ mapping: unknown }>('GET', `/api/v1/imports/${id}/preview`);
  await api.call('POST', `/api/v1/imports/${id}/start`, { mapping });
  await finishImport(api, id);
}

function oldList(rows: number): string {
  const line = (row: number): string => {
    const [origin, version, way, proof, answer] = (HISTORIES[row % HISTORIES.length] ?? '').split(',');
    const day = `202${4 + (row % 2)}-0${1 + (row % 9)}-1${row % 10}`;
    return `OLD${row},${origin},${version},${day} 10:00,${way},${proof === '是' ? `S-${row}` : ''},${answer},${day} 10:05`;
  };
  const header = '会员编号,来源,告知版本,告知时间,告知方式,凭证,是否同意,同意时间';
  return `${[header, ...Array.from({ length: rows }, (_, row) => line(row))].join('\n')}\n`;
}
