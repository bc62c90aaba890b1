import type { Catalogue } from './translate.ts';

export const sitesText = {
  purpose: [
    '让自己的网站和小程序征求同意。密钥是公开的：只能在所列来源展示、答复和撤回访客自己的授权，做不了别的。',
    'Ask for consent on your own websites and in mini-programs. The key is public: from the places listed it can present, answer and withdraw for the visitor’s own session, nothing else.',
  ],
  new: ['新建密钥', 'New key'],
  name: ['名称', 'Name'],
  code: ['代码', 'Code'],
  codeHint: ['写入存证，不能更改或再用', 'Stands in the evidence; permanent and used once'],
  key: ['站点密钥', 'Site key'],
  brand: ['品牌', 'Brand'],
  origins: ['来源', 'Origins'],
  originsHint: [
    '网站写 https://shop.example.cn（不带路径），小程序写 wx:APPID；回车添加',
    'https://shop.example.cn without a path, or wx:APPID for a mini-program; Enter adds it',
  ],
  notice: ['展示的告知', 'Notice shown'],
  activities: ['征求同意的处理活动', 'Purposes asked for'],
  activitiesHint: ['按此顺序展示，每项各有自己的控件', 'Shown in this order, each on a control of its own'],
  state: ['状态', 'State'],
  active: ['使用中', 'In use'],
  revoked: ['已撤销', 'Revoked'],
  created: ['创建时间', 'Made'],
  settings: ['设置', 'Settings'],
  snippet: ['接入代码', 'Snippet'],
  snippetNote: [
    '粘贴到页面里即可。文件名和 integrity 对应当前版本，升级后请更新；断网时拒绝照样生效，失败绝不算作同意。',
    'Paste it into your pages. File name and integrity belong to this version; renew them after an upgrade. A no holds without a network, and a failure is never a yes.',
  ],
  forWeb: ['网站', 'Website'],
  forMini: ['微信小程序', 'Mini-program'],
  miniNote: [
    '把文件放进小程序，并在微信后台把本站列为服务器域名。页面先展示 shown.purposes 和两个同样的按钮，按本人的选择把 granted 或 refused 传回；shown 为空时不要询问。只有 may() 为 true 才可以使用。',
    'Copy the file into the mini-program and name this server among its request domains. The page shows shown.purposes with two equal buttons and hands back what the person chose, granted or refused; without shown, don’t ask. Use only what may() answers true for.',
  ],
  revoke: ['撤销', 'Revoke'],
  revokeTitle: ['撤销“{name}”？', 'Revoke “{name}”?'],
  revokeText: [
    '立即生效：这些页面不再征求同意，已有的授权和撤回不变。不能恢复。',
    'At once: these pages ask for nothing any more; what people said stays. It can’t be undone.',
  ],
  emptyTitle: ['还没有接入网站或小程序', 'No website or mini-program yet'],
  emptyText: [
    '先发布一份告知，再新建密钥，把接入代码放到页面里。',
    'Publish a notice first, then make a key and put the snippet into your pages.',
  ],
} as const satisfies Catalogue;
