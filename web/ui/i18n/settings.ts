import type { Catalogue } from './translate.ts';

export const settingsText = {
  purpose: [
    '贵公司是谁、怎样联系、有哪些品牌。告知由此编成；缺一项，告知就不能发布。',
    'Who your company is, how to reach it, and its brands. Notices are compiled from this; without it none can be published.',
  ],
  handler: ['个人信息处理者', 'Personal information handler'],
  handlerNote: [
    '保存后，下一次发布的告知使用新内容；已发布的版本不变。',
    'The next notice that is published uses what you save; published versions do not change.',
  ],
  handlerMissing: [
    '还没有填写。这是发布第一份告知之前的第一步。',
    'Not filled in yet. This is the first step towards the first notice.',
  ],
  name: ['公司名称', 'Company name'],
  nameHint: ['营业执照上的全称', 'The full registered name'],
  unifiedCode: ['统一社会信用代码（可不填）', 'Unified social credit code (optional)'],
  unifiedCodeHint: ['18 位大写字母和数字', '18 capital letters and digits'],
  address: ['地址', 'Address'],
  phone: ['客服电话', 'Telephone'],
  email: ['联系邮箱', 'Email'],
  contactHint: ['电话和邮箱至少填一项（PIPL 17）', 'A telephone number or an email address (PIPL 17)'],
  contactMissing: ['请填写电话或邮箱', 'Enter a telephone number or an email address'],
  responsible: ['个人信息保护负责人或团队', 'Responsible for personal information'],
  responsibleHint: ['姓名或部门，会写进告知（PIPL 52）', 'A person or a department; the notice names it (PIPL 52)'],
  rightsMethod: ['行使权利的方式', 'How rights are exercised'],
  rightsMethodHint: [
    '个人怎样查阅、更正、删除、撤回（PIPL 17、50）',
    'How a person reads, corrects, deletes and withdraws (PIPL 17, 50)',
  ],
  rightsMethodDefault: [
    '在“我的信息与授权”页面（{url}）用手机或邮箱验证码登录后办理，十五个工作日内答复',
    'In the privacy centre ({url}) with a code to your phone or mailbox; answered within 15 working days',
  ],
  complaints: ['投诉举报渠道', 'Complaints'],
  complaintsHint: ['电话、邮箱或地址（NDSR 20）', 'A telephone number, mailbox or address (NDSR 20)'],
  save: ['保存处理者信息', 'Save the profile'],
  brands: ['品牌', 'Brands'],
  brandsNote: [
    '品牌是对外的名字；表单、短信和邮件以它的名义发出。',
    'The names you use outside: forms, texts and mails carry one.',
  ],
  brandsNone: ['还没有品牌。表单和营销都需要一个。', 'No brands yet. Forms and marketing need one.'],
  newBrand: ['新建品牌', 'New brand'],
  editBrand: ['修改品牌', 'Change the brand'],
  brandName: ['品牌名称', 'Brand name'],
  brandCode: ['代码', 'Code'],
  brandCodeHint: ['小写字母、数字和连字符，保存后不改', 'Lower-case letters, digits, hyphens; permanent'],
  smsSignature: ['短信签名（可不填）', 'SMS signature (optional)'],
  smsSignatureHint: ['已在短信通道报备的签名，不带【】', 'As filed with the SMS provider, without 【】'],
  edit: ['修改', 'Change'],
} as const satisfies Catalogue;
