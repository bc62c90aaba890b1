import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StandInWx } from '../../sdk/src/miniprogram/stand-in-wx.ts';
import { createZhinuo, type PrivacyQuestion } from '../../sdk/src/miniprogram/zhinuo-miniprogram.ts';
import { type RunningProduct, startProduct } from '../support/running-product.ts';
import { loadBrand } from '../support/sample-load.ts';
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
  return { zhinuo, questions };
}

const acts = async () =>
  (await product.api.call<{ items: { kind: string }[] }>('GET', '/api/v1/consents?limit=100')).items.map(
    ({ kind }) => kind,
  );

describe('a mini-program, with a stand-in for WeChat', () => {
  it('asks when WeChat asks, records a yes, and only then lets the interface go on', async () => {
    const wx = standIn();
    const { zhinuo, questions } = await open(wx);
    expect(await zhinuo.privacySetting()).toMatchObject({ needAuthorization: true });
    const calling = wx.callProtected('getPhoneNumber');
    const [question] = questions;
    expect(question?.referrer).toBe('getPhoneNumber');
    expect(question?.purposes.map(({ code }) => code)).toEqual(['marketing']);
    question?.exposed();
    wx.tap('agree');
    expect(await question?.agree('agree')).toBe('recorded');
    expect(await calling).toBe('ok');
    expect(zhinuo.may('marketing')).toBe(true);
    expect(await acts()).toContain('granted');
    expect(await zhinuo.refuse(['marketing'])).toBe('recorded');
    expect((await acts())[0]).toBe('withdrawn');
  });

  it('takes a no at once, also without a network, and sends it when there is one', async () => {
    const wx = standIn();
    const { zhinuo, questions } = await open(wx);
    wx.setConnected(false);
    const calling = wx.callProtected('getLocation');
    const before = (await acts()).length;
    expect(await questions[0]?.disagree()).toBe('waiting');
    expect(await calling).toMatch(/not authorized/);
    expect(zhinuo.state('marketing')).toBe('refused');
    wx.setConnected(true);
    await until(async () => (await acts()).length > before);
    expect((await acts())[0]).toBe('refused');
  });

  it('takes no failure for a yes: the interface fails when the record does', async () => {
    const wx = standIn();
    const { zhinuo, questions } = await open(wx);
    wx.setConnected(false);
    const calling = wx.callProtected('getPhoneNumber');
    wx.tap('agree');
    expect(await questions[0]?.agree('agree')).toBe('again');
    expect(await calling).toMatch(/not authorized/);
    expect(zhinuo.may('marketing')).toBe(false);
  });

  it('agrees to nothing for a button that nobody tapped', async () => {
    const wx = standIn();
    const { questions } = await open(wx);
    const calling = wx.callProtected('getPhoneNumber');
    await questions[0]?.agree('agree');
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
