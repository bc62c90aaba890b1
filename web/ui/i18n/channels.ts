import type { Catalogue } from './translate.ts';

export const channelsText = {
  purpose: [
    '消息从哪里发出，用哪些已报备的模板，回复和送达报告推到哪里。',
    'Where messages leave from, which filed templates they use, and where replies and reports are pushed.',
  ],
  state: ['渠道', 'Channels'],
  stateNote: ['{ready} / {all} 个渠道可以发送。', '{ready} of {all} {all:channel|channels} can send.'],
  'channel.sms': ['短信', 'SMS'],
  'channel.email': ['邮件', 'Email'],
  configured: ['已配置', 'Set up'],
  missing: ['未配置', 'Not set up'],
  'hint.sms': ['阿里云短信；由环境变量 ZHINUO_SMS_* 配置', 'Aliyun SMS; set by the ZHINUO_SMS_* variables'],
  'hint.email': ['SMTP；由环境变量 ZHINUO_SMTP_URL 配置', 'SMTP; set by ZHINUO_SMTP_URL'],
  webhooks: ['回调地址', 'Webhook addresses'],
  webhooksNote: [
    '填到短信服务商的“消息回执”设置里。地址本身就是口令，不要公开。',
    "Enter these in the SMS provider's settings. The address itself is the secret; do not publish it.",
  ],
  uplink: ['上行短信（回复 R 退订）', 'Replies (R to unsubscribe)'],
  report: ['送达报告', 'Delivery reports'],
  templates: ['短信模板', 'SMS templates'],
  templatesNote: [
    '{count} 个已报备模板，{commercial} 个用于营销。',
    '{count} filed {count:template|templates}, {commercial} for marketing.',
  ],
  templatesNone: [
    '还没有登记模板。先在服务商处报备，再把模板代码和内容登记到这里。',
    'No templates on file. File one with the provider first, then enter its code and text here.',
  ],
  newTemplate: ['登记模板', 'Add a template'],
  code: ['模板代码', 'Template code'],
  text: ['内容', 'Text'],
  textHint: [
    '与报备内容一字不差；营销模板须含“拒收请回复R”。变量写作 {variable}',
    'Exactly as filed; a marketing template must say how to refuse. Variables as {variable}',
  ],
  use: ['用途', 'Use'],
  commercial: ['营销', 'Marketing'],
  service: ['服务与验证码', 'Service and codes'],
} as const satisfies Catalogue;
