import type { Catalogue } from './translate.ts';

export const hostedFormText = {
  unsent: [
    '网络不通，不确定有没有送达。您填的内容都在，请稍后再按一次：只会记录一次，取消勾选也会算数。',
    'There is no network, and it is not certain that this arrived. What you typed is still here; please press again later: it is recorded once, and a box that you untick counts too.',
  ],
  mobile: ['请检查手机号：应为 11 位', 'Please check the number: 11 digits'],
  email: ['请检查邮箱地址', 'Please check the mail address'],
} as const satisfies Catalogue;
