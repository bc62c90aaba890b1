import type { Catalogue } from './translate.ts';

export const hostedFormText = {
  mobile: ['请检查手机号：应为 11 位', 'Please check the number: 11 digits'],
  email: ['请检查邮箱地址', 'Please check the mail address'],
} as const satisfies Catalogue;
