import { expect, it } from 'vitest';
import { checkForm } from './check-form.ts';
import type { FormDefinition } from './form-definition.ts';

const activity = { fields: ['mobile'], recipients: [], separate: false, ended: false };
const REGISTER = {
  brand: true,
  noticeActivities: ['order', 'marketing'],
  activities: new Map([
    ['order', { ...activity, basis: 'contract' }],
    ['marketing', { ...activity, basis: 'consent' }],
  ]),
};
const worded = (zh: string, changes: Partial<FormDefinition> = {}): FormDefinition => ({
  ...{
    code: 'autumn',
    brand: 'qiye',
    title: { zh: '领取饮品券', en: 'Get a voucher' },
    notice: 'privacy',
    activity: 'order',
  },
  consents: [
    {
      ...{ control: 'news', activities: ['marketing'], kind: 'general' },
      wording: { zh, en: 'I agree to news by text message' },
    },
  ],
  fields: [{ field: 'mobile', required: true }],
  ...changes,
});

it.each([
  ['consents[0].wording.zh', 'PIPL 14, 16', worded('我同意接收短信，同意即送10元券')],
  ['intro.zh', 'PIPL 14, 16', worded('我同意接收短信', { intro: { zh: '勾选同意，领取饮品券', en: 'Welcome' } })],
  ['intro.en', 'PIPL 14, 16', worded('我同意接收短信', { intro: { zh: '欢迎', en: 'A voucher if you agree' } })],
  ['consents[0].wording.zh', 'PIPL 16', worded('我同意接收短信，不同意将无法领取')],
  ['consents[0].wording.zh', 'PIPL 14', worded('接收惊喜')],
  ['submit.zh', 'NDSR 22', worded('我同意接收短信', { submit: { zh: '同意并提交', en: 'Send' } })],
])('refuses in a form, at %s, what an experiment may not try (%s)', (path, article, form) => {
  const [error] = checkForm(form, REGISTER);
  expect(error).toMatchObject({ path, message: expect.stringContaining(`（${article}）`) });
});

it('leaves a form alone whose gift is for everybody', () => {
  const intro = { zh: '填写后到店领取，无论是否同意接收短信', en: 'You get it whether or not you agree to messages' };
  expect(checkForm(worded('我同意接收新品短信', { intro }), REGISTER)).toEqual([]);
});
