import type { Catalogue } from './translate.ts';

export const erasuresText = {
  purpose: [
    '谁的信息已被删除、何时起备份也找不回、为应诉留存到何时。留存的内容只有您能查阅，每次查阅都记入日志。',
    'Whose information is erased, from when on no backup can bring it back, and what is kept for a defence until when. Only you can open what is kept; each time it is written into the log.',
  ],
  none: ['没有删除过任何人', 'Nobody has been erased'],
  noneText: [
    '本人申请删除后，在客户页删除，这里会显示时间、日志中的记录和留存的期限。',
    'When somebody asks for erasure and is erased, this page shows when, the entry in the log and what is kept until when.',
  ],
  person: ['个人编号', 'Person'],
  erasedAt: ['删除时间', 'Erased'],
  gone: ['备份也不可恢复', 'Beyond any backup'],
  goneSince: ['已不可恢复', 'Unrecoverable'],
  goneFrom: ['自 {day} 起', 'from {day}'],
  entry: ['日志记录', 'Entry'],
  pending: ['等待合并', 'Waiting to be merged'],
  kept: ['抗辩留存', 'Kept for a defence'],
  keptNothing: ['无', 'Nothing'],
  'source.evidence': ['告知、同意、撤回的证据', 'Proof of notice, consent and withdrawal'],
  'source.messages': ['短信与邮件记录', 'Records of messages'],
  'source.use-batches': ['使用记录', 'Records of uses'],
  until: ['{source}：至 {day}', '{source}: until {day}'],
  destroyed: ['{source}：已销毁', '{source}: destroyed'],
  open: ['查阅', 'Open'],
  openTitle: ['查阅抗辩留存', 'Open what is kept for a defence'],
  openNote: [
    '只可用于诉讼、仲裁或监管调查中的举证。查阅人、时间和理由会记入日志，无法撤销。',
    'For proof in a lawsuit, an arbitration or an inquiry only. Who opened it, when and why goes into the log and cannot be undone.',
  ],
  reason: ['理由', 'Reason'],
  opened: ['留存的记录（{count} 条）', 'What is kept ({count} {count:entry|entries})'],
} as const satisfies Catalogue;
