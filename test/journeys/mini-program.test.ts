import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StandInWx } from '../../sdk/src/miniprogram/stand-in-wx.ts';
import { createZhinuo, type PrivacyQuestion } from '../../sdk/src/miniprogram/zhinuo-miniprogram.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand, MARKETING, NOTICE } from '../support/sample-load.ts';
import { until } from '../support/until.ts';

const APP = 'wx0123456789abcdef';
let product: RunningProduct;
let key: string;
beforeAll(async () => {
  product = await startProduct();
  await loadBrand(product);
  const site = {
    code: 'mini',
    name: '小程序',
    brand: 'qiye',
    origins: [`wx:${APP}`],
    notice: 'privacy',
    activities: ['marketing'],
  };
  ({ key } = await product.api.call<{ key: string }>('POST', '/api/v1/site-keys', site));
});
afterAll(() => product?.close());

// As WeChat sends it: no Origin, its own Referer.
function standIn(app = APP): StandInWx {
  return new StandInWx(async (url, method, data) => {
    const answer = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', referer: `https://servicewechat.com/${app}/1/page-frame.html` },
      ...(data === undefined ? {} : { body: JSON.stringify(data) }),
    });
    return { statusCode: answer.status, data: await answer.json() };
  });
}

async function open(wx: StandInWx) {
  const zhinuo = await createZhinuo({ wx, server: product.base, key, privacyActivities: ['marketing'] });
  const questions: PrivacyQuestion[] = [];
  zhinuo.onPrivacyNeeded((question) => questions.push(question));
  const question = async (number = 1): Promise<PrivacyQuestion> => {
    await until(() => questions.length >= number);
    return questions[number - 1] as PrivacyQuestion;
  };
  return { zhinuo, questions, question };
}

const acts = async () =>
  (await product.api.call<{ items: { kind: string }[] }>('GET', '/api/v1/consents?limit=100')).items.map(
    ({ kind }) => kind,
  );

describe('a mini-program, with a stand-in for WeChat', () => {
  it('asks when WeChat asks, records a yes, and only then lets the interface go on', async () => {
    const wx = standIn();
    const { zhinuo, question } = await open(wx);
    expect(await zhinuo.privacySetting()).toMatchObject({ needAuthorization: true });
    const calling = wx.callProtected('getPhoneNumber');
    const asked = await question();
    expect(asked.referrer).toBe('getPhoneNumber');
    expect(asked.purposes.map(({ code }) => code)).toEqual(['marketing']);
    asked.exposed();
    wx.tap('agree');
    expect(await asked.agree('agree')).toBe('recorded');
    expect(await calling).toBe('ok');
    expect(zhinuo.may('marketing')).toBe(true);
    expect(await acts()).toContain('granted');
    expect(await zhinuo.refuse(['marketing'])).toBe('recorded');
    expect((await acts())[0]).toBe('withdrawn');
  });

  it('takes a no at once, also without a network, and sends it when there is one', async () => {
    const wx = standIn();
    const { zhinuo, question } = await open(wx);
    wx.setConnected(false);
    const calling = wx.callProtected('getLocation');
    const before = (await acts()).length;
    expect(await (await question()).disagree()).toBe('waiting');
    expect(await calling).toMatch(/not authorized/);
    expect(zhinuo.state('marketing')).toBe('refused');
    wx.setConnected(true);
    await until(async () => (await acts()).length > before);
    expect((await acts())[0]).toBe('refused');
  });

  it('takes no failure for a yes: the interface fails when the record does', async () => {
    const wx = standIn();
    const { zhinuo, question } = await open(wx);
    wx.setConnected(false);
    const calling = wx.callProtected('getPhoneNumber');
    wx.tap('agree');
    expect(await (await question()).agree('agree')).toBe('again');
    expect(await calling).toMatch(/not authorized/);
    expect(zhinuo.may('marketing')).toBe(false);
    // WeChat took the tap for its own agreement; of ours there still is none.
    expect(await wx.callProtected('getPhoneNumber')).toBe('ok');
    expect(zhinuo.may('marketing')).toBe(false);
  });

  it('answers with one answer every interface that waits', async () => {
    const wx = standIn();
    const { questions, question } = await open(wx);
    const calling = [wx.callProtected('getLocation'), wx.callProtected('chooseAddress')];
    const asked = await question();
    wx.tap('agree');
    expect(await asked.agree('agree', { marketing: 'refused' })).toBe('recorded');
    expect(await Promise.all(calling)).toEqual(['ok', 'ok']);
    expect(questions.length).toBe(1);
  });

  it('leaves WeChat its own dialog where the page asks nothing itself', async () => {
    const wx = standIn();
    await createZhinuo({ wx, server: product.base, key });
    expect(await wx.callProtected('getPhoneNumber')).toBe("WeChat's own dialog");
  });

  it('records a no where it was said, asks nobody again after it, and lets the interface go on without it', async () => {
    const wx = standIn();
    const { zhinuo, question } = await open(wx);
    const first = wx.callProtected('getLocation');
    expect(await (await question()).disagree()).toBe('recorded');
    expect(await first).toMatch(/not authorized/);
    const controls = wx.sent.flatMap(({ answers }) => answers ?? []).map(({ control, answer }) => [control, answer]);
    expect(controls).toEqual([['mini-program:marketing', 'refused']]);
    const second = wx.callProtected('getLocation');
    const again = await question(2);
    expect(again.purposes).toEqual([]);
    wx.tap('agree');
    expect(await again.agree('agree')).toBe('recorded');
    expect(await second).toBe('ok');
    expect(zhinuo.state('marketing')).toBe('refused');
  });

  it('takes one button for a yes to one purpose at most', async () => {
    const nearby = {
      code: 'nearby',
      name: { zh: '附近门店', en: 'Shops nearby' },
      channels: [],
      commercial: false,
      recipients: [],
      automatedDecision: null,
      adultsOnly: false,
    };
    await product.api.call('POST', '/api/v1/activities', { ...MARKETING, ...nearby });
    const told = { ...NOTICE, activities: ['order-delivery', 'marketing', 'nearby'] };
    await product.api.call('POST', '/api/v1/notices', told);
    await product.api.call('POST', `/api/v1/notices/${NOTICE.code}/publish`);
    const activities = ['marketing', 'nearby'];
    const site = {
      code: 'mini-two',
      name: '小程序',
      brand: 'qiye',
      origins: [`wx:${APP}`],
      notice: 'privacy',
      activities,
    };
    const two = await product.api.call<{ key: string }>('POST', '/api/v1/site-keys', site);
    const wx = standIn();
    const zhinuo = await createZhinuo({ wx, server: product.base, key: two.key, privacyActivities: activities });
    const asked = new Promise<PrivacyQuestion>((resolve) => zhinuo.onPrivacyNeeded(resolve));
    const calling = wx.callProtected('getPhoneNumber');
    wx.tap('agree');
    await expect((await asked).agree('agree')).rejects.toThrow(/choice of its own/);
    expect(await (await asked).agree('agree', { marketing: 'granted', nearby: 'refused' }, { adult: true })).toBe(
      'recorded',
    );
    expect(await calling).toBe('ok');
    expect(activities.map((code) => zhinuo.state(code))).toEqual(['granted', 'refused']);
  });

  it('agrees to nothing for a button that nobody tapped', async () => {
    const wx = standIn();
    const { question } = await open(wx);
    const calling = wx.callProtected('getPhoneNumber');
    await (await question()).agree('agree');
    expect(await calling).toMatch(/not authorized/);
  });

  it('is refused as another mini-program', async () => {
    const { zhinuo } = await open(standIn('wxffffffffffffffff'));
    expect(zhinuo.purposes().length).toBe(1);
    expect(await zhinuo.ask(['marketing'])).toBeUndefined();
  });

  it('is one file to copy', async () => {
    const answer = await fetch(`${product.base}/sdk/zhinuo-miniprogram.js`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(/exports\.createZhinuo\s*=/);
  });
});
