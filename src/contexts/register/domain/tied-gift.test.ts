import { describe, expect, it } from 'vitest';
import { tiedGift } from './tied-gift.ts';

describe('a gift for a yes', () => {
  it.each([
    '同意即送10元优惠券',
    '勾选同意，领取新人礼包',
    '同意接收短信即可享受会员折扣',
    '授权手机号，立得100积分',
    '订阅短信立减5元',
    '须同意营销短信才能领取赠品券',
    '不同意将不能领取优惠券',
    '饮品券仅限同意接收短信的会员',
    '是否同意接收？同意即送券',
    '允许通知，抽大奖',
    'Agree and get 10% off',
    'Agree to text messages and get a voucher',
    'Tick the box, you’ll receive a free drink',
    'A voucher if you agree to messages',
    'Get 200 points for opting in',
    'Agree to win',
  ])('is found: %s', (text) => {
    expect(tiedGift(text)).toBeDefined();
  });

  it.each([
    '填写后凭手机号到店领取，一人一份。',
    '我同意接收新品和优惠券短信（自愿）',
    '同意我们向您发送优惠信息',
    '我同意接收优惠券领取通知',
    '同意后可获取优惠信息',
    '无论是否同意，都可领取饮品券',
    '不同意也可领取优惠券',
    '同意与否都不影响领取饮品券',
    '领券无需同意接收短信',
    '同意《会员协议》后享受会员权益',
    '授权我们获取您的头像',
    '每月最多两条新品与优惠信息，随时可退订。是否愿意接收？',
    'I agree to receive vouchers and news by text message',
    'You get the voucher whether or not you agree',
    'Fill this in and collect your drink in the shop with your mobile number.',
    'At most two messages a month about news and offers; stop whenever you like.',
  ])('is not made out of %s', (text) => {
    expect(tiedGift(text)).toBeUndefined();
  });
});
