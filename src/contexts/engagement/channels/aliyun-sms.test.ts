/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: the vendor's templates use the same brackets */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalSmsGateway, startLocalSmsGateway } from '../../../cli/demo/local-sms-gateway.ts';
import { ManualClock } from '../../../platform/clock.ts';
import { authorization, percentEncode } from './aliyun-signature.ts';
import { createAliyunSms } from './aliyun-sms.ts';

const clock = new ManualClock('2026-11-21T10:00:00+08:00');
const keys = { accessKeyId: 'testId', accessKeySecret: 'testSecret' };
const sms = {
  id: '0193b0c0-0000-7000-8000-000000000001',
  mobile: '13800138000',
  signName: '栖野茶饮',
  templateCode: 'SMS_1',
  parameters: { offer: "满30减5 & 'a' (b)* ~!" },
};

describe('signature V3', () => {
  it("agrees with the vendor's worked example (RunInstances, fixed parameters)", () => {
    const request = {
      method: 'POST',
      path: '/',
      query: { ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd', RegionId: 'cn-shanghai' },
      headers: {
        host: 'ecs.cn-shanghai.aliyuncs.com',
        'x-acs-action': 'RunInstances',
        'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        'x-acs-date': '2023-10-26T10:22:32Z',
        'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
        'x-acs-version': '2014-05-26',
      },
      body: '',
    };
    expect(authorization(request, 'YourAccessKeyId', 'YourAccessKeySecret')).toBe(
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,' +
        'SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,' +
        'Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    );
  });

  it('encodes what encodeURIComponent leaves alone', () => {
    expect(percentEncode("a b!'()*~-_.+/知")).toBe('a%20b%21%27%28%29%2A~-_.%2B%2F%E7%9F%A5');
  });
});

describe('SendSms', () => {
  let gateway: LocalSmsGateway;
  beforeAll(async () => {
    gateway = await startLocalSmsGateway({
      clock,
      ...keys,
      templates: { SMS_1: '本店${offer},拒收请回复R' },
      signatures: ['栖野茶饮'],
    });
  });
  afterAll(() => gateway.stop());
  const provider = (over: object = {}) => createAliyunSms({ endpoint: gateway.url, ...keys, clock, ...over });

  it('is accepted by a gateway that checks the signature for itself', async () => {
    const result = await provider().send(sms);
    expect(result).toEqual({ kind: 'accepted', providerId: gateway.messages.at(-1)?.bizId });
    expect(gateway.messages.at(-1)).toMatchObject({
      mobile: '13800138000',
      outId: sms.id,
      text: "【栖野茶饮】本店满30减5 & 'a' (b)* ~!,拒收请回复R",
    });
  });

  it('waits, and rejects nothing, when our own account is at fault', async () => {
    const wrong = await provider({ accessKeySecret: 'other' }).send(sms);
    expect(wrong).toEqual({ kind: 'not-handed', code: 'SignatureDoesNotMatch' });
    gateway.inject('throttle');
    expect(await provider().send(sms)).toEqual({ kind: 'not-handed', code: 'Throttling.User' });
  });

  it('takes a refusal of the message for a rejection', async () => {
    gateway.inject('refuse');
    expect(await provider().send(sms)).toEqual({ kind: 'rejected', code: 'isv.MOBILE_NUMBER_ILLEGAL' });
    const unfiled = await provider().send({ ...sms, templateCode: 'SMS_2' });
    expect(unfiled).toEqual({ kind: 'rejected', code: 'isv.SMS_TEMPLATE_ILLEGAL' });
  });

  it('calls it unknown when the line breaks after the message left, or the answer cannot be read', async () => {
    gateway.inject('hang-up', 'server-error');
    expect((await provider().send(sms)).kind).toBe('unknown');
    expect((await provider().send(sms)).kind).toBe('unknown');
  });

  it('knows that nothing was handed over when nobody listens', async () => {
    const gone = await startLocalSmsGateway({ clock, ...keys, templates: {}, signatures: [] });
    await gone.stop();
    expect(await provider({ endpoint: gone.url }).send(sms)).toEqual({ kind: 'not-handed', code: 'ECONNREFUSED' });
  });
});
