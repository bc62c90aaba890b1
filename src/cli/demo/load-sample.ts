import { answerForm } from './answer-form.ts';
import { ApiClient } from './api-client.ts';
import type { DemoServer } from './demo-server.ts';
import { finishImport, type ImportState } from './finish-import.ts';
import { orderExport } from './order-export.ts';
import {
  ASSESSMENT,
  CAMPAIGN,
  CONTRACT,
  DELIVERY,
  EMAIL_CAMPAIGN,
  FORM,
  MARKETING,
  NOTICE,
  SAMPLE_BRAND,
  SAMPLE_HANDLER,
  SEGMENT,
  SMS_TEMPLATES,
} from './sample-brand.ts';
import { samplePeople } from './sample-people.ts';

export interface LoadOptions {
  /** How many invented people answer the form. */
  readonly people: number;
  readonly say: (line: string) => void;
  readonly now: Date;
}

/** What of a running server the loader needs. */
type Loadable = Pick<DemoServer, 'base' | 'apiKey' | 'gateway' | 'inbox'>;

const SIDE_BY_SIDE = 6;

/** Loads the sample brand through the public HTTP API and the hosted form. What is there already is left alone, so it may be run again. */
export async function loadSample(demo: Loadable, options: LoadOptions): Promise<void> {
  const api = new ApiClient(demo.base, demo.apiKey);
  const forms = await api.call<{ items: { code: string; submissions: number }[] }>('GET', '/api/v1/forms');
  const before = forms.items.find(({ code }) => code === FORM.code);
  if (before === undefined) await loadRegister(api, options);
  await loadPeople(demo, options, before?.submissions ?? 0);
  await loadOrders(api, options);
  await loadCampaigns(api, options);
}

/** The handler, brand, activities, DPO entries, notice, templates and form of the sample brand. */
export async function loadRegister(api: ApiClient, { say }: LoadOptions): Promise<void> {
  say('登记处理者、品牌与处理活动 / register: handler, brand, activities');
  await api.call('PUT', '/api/v1/handler', SAMPLE_HANDLER);
  const { code, ...brand } = SAMPLE_BRAND;
  await api.call('PUT', `/api/v1/brands/${code}`, brand);
  for (const activity of [DELIVERY, MARKETING]) await api.call('POST', '/api/v1/activities', activity);
  await api.call('PUT', '/api/v1/activities/marketing/assessment', { state: 'approved', ...ASSESSMENT });
  for (const { name } of MARKETING.recipients)
    await api.call('PUT', '/api/v1/activities/marketing/contracts', { recipient: name, state: 'signed', ...CONTRACT });
  say('编制并发布告知 / compile and publish the notice');
  const { items } = await api.call<{ items: { code: string }[] }>('GET', '/api/v1/activities');
  await api.call('POST', '/api/v1/notices', { ...NOTICE, activities: items.map(({ code }) => code) });
  await api.call('POST', `/api/v1/notices/${NOTICE.code}/publish`);
  for (const template of SMS_TEMPLATES) await api.call('POST', '/api/v1/sms-templates', template);
  await api.call('POST', '/api/v1/forms', FORM);
}

async function loadPeople(demo: Loadable, { people, say }: LoadOptions, done: number): Promise<void> {
  const waiting = samplePeople(people).slice(done);
  if (waiting.length === 0) return;
  let answered = 0;
  const one = async () => {
    for (let person = waiting.shift(); person !== undefined; person = waiting.shift()) {
      await answerForm(demo.base, FORM.code, person, demo);
      answered += 1;
      if (answered % 25 === 0)
        say(`虚构顾客填写表单并确认 / invented people answer the form: ${done + answered}/${people}`);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, one));
}

async function loadOrders(api: ApiClient, { people, say, now }: LoadOptions): Promise<void> {
  const { items } = await api.call<{ items: ImportState[] }>('GET', '/api/v1/imports');
  if (items.some(({ status }) => status === 'finished')) return;
  say('导入订单(GB18030 CSV)/ import orders');
  const declared = {
    kind: 'orders',
    activity: 'order-delivery',
    source: 'from_individual',
    issuer: 'qiye-shop',
    notice: null,
  };
  const { id } = await api.call<{ id: string }>('POST', '/api/v1/imports', declared);
  await api.put(`/api/v1/imports/${id}/file`, orderExport(samplePeople(people), now), 'text/csv');
  const { mapping } = await api.call<{ mapping: unknown }>('GET', `/api/v1/imports/${id}/preview`);
  await api.call('POST', `/api/v1/imports/${id}/start`, { mapping });
  const { accepted, refused } = await finishImport(api, id);
  say(`订单已导入 / orders imported: ${accepted}, 拒绝 refused: ${refused}`);
}

async function loadCampaigns(api: ApiClient, { say }: LoadOptions): Promise<void> {
  const { items } = await api.call<{ items: unknown[] }>('GET', '/api/v1/campaigns');
  if (items.length > 0) return;
  say('建立人群与活动草稿 / segment and draft campaigns');
  await api.call('POST', '/api/v1/segments', SEGMENT);
  for (const campaign of [EMAIL_CAMPAIGN, CAMPAIGN]) await api.call('POST', '/api/v1/campaigns', campaign);
}
