import type { Catalogue } from './translate.ts';

export const trailText = {
  purpose: [
    '成员和密钥做过的每一件管理上的事，最新在前；改变成员、角色和密钥的都有凭证。',
    'Every administrative act of staff and keys, newest first; changes of staff, roles and keys have a receipt.',
  ],
  time: ['时间', 'Time'],
  actor: ['由谁', 'By'],
  act: ['操作', 'Act'],
  subject: ['对象', 'Subject'],
  receipt: ['凭证', 'Receipt'],
  emptyTitle: ['还没有操作', 'No acts yet'],
  emptyText: [
    '邀请成员、改角色、建密钥等操作会列在这里。',
    'Invitations, role changes, keys and the like are listed here.',
  ],
  'access.signed-in': ['登录', 'Signed in'],
  'access.entered-by-link': ['经一次性链接登录', 'Entered by a one-time link'],
  'access.invitation-accepted': ['接受邀请', 'Accepted the invitation'],
  'access.staff-invited': ['邀请成员', 'Invited'],
  'access.staff-invited-again': ['重发邀请', 'Invited again'],
  'access.staff-disabled': ['停用成员', 'Disabled'],
  'access.role-changed': ['改变角色', 'Changed a role'],
  'access.key-created': ['新建密钥', 'Made a key'],
  'access.key-revoked': ['吊销密钥', 'Revoked a key'],
  'access.sign-in-link-issued': ['签发登录链接', 'Issued a sign-in link'],
  'access.administrator-created': ['建立管理员', 'Made the first administrator'],
  'consent.restoration-released': ['放行恢复的数据', 'Released restored data'],
  'evidence.key-rotated': ['更换日志签名密钥', 'Rotated the signing key of the log'],
  'evidence.set-back-accepted': ['接受日志回退', 'Accepted a set-back of the log'],
  allActors: ['所有人', 'Everybody'],
} as const satisfies Catalogue;
