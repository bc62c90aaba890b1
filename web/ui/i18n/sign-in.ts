import type { Catalogue } from './translate.ts';

export const signInText = {
  title: ['登录企业控制台', 'Sign in to the console'],
  email: ['工作邮箱', 'Work email'],
  password: ['密码', 'Password'],
  submit: ['登录', 'Sign in'],
  code: ['动态口令（6 位）', 'One-time code (6 digits)'],
  codeHint: ['打开验证器应用，输入现在显示的口令。', 'Open your authenticator app and enter the code it shows now.'],
  confirm: ['确认', 'Confirm'],
} as const satisfies Catalogue;
