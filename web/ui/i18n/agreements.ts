import type { Catalogue } from './translate.ts';

export const agreementsText = {
  purpose: [
    '用户协议等合同文本，与告知分开编号、分开发布；不与同意捆绑：表单和横幅里不能引用协议。',
    'User agreements and other contracts, numbered and published apart from notices and never bundled with consent: no form or banner can name one.',
  ],
  new: ['新建协议', 'New agreement'],
  edit: ['改草稿', 'Write the next version'],
  publish: ['发布协议', 'Publish'],
  code: ['代码', 'Code'],
  codeHint: [
    '小写字母、数字和连字符，例如 user-agreement',
    'Lower-case letters, digits and hyphens, such as user-agreement',
  ],
  title: ['标题', 'Title'],
  sections: ['条款', 'Sections'],
  heading: ['条款标题', 'Heading'],
  text: ['条款内容', 'Text'],
  addSection: ['加一条', 'Add a section'],
  removeSection: ['删除这一条', 'Remove this section'],
  version: ['现行版本', 'Version in force'],
  versionNumber: ['第 {version} 版', 'Version {version}'],
  draft: ['未发布', 'Not published'],
  address: ['永久地址', 'Permanent address'],
  saved: ['草稿已保存，发布后生效。', 'The draft is saved; it is in force once published.'],
  published: ['已发布第 {version} 版', 'Version {version} is published'],
  emptyTitle: ['还没有协议', 'No agreements yet'],
  emptyText: ['写好标题和条款，保存草稿，再发布。', 'Write a title and sections, save the draft, then publish it.'],
  needed: ['每一条都需要中英文的标题和内容', 'Each section needs heading and text in both languages'],
} as const satisfies Catalogue;
