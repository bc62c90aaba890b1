import type { Catalogue } from './translate.ts';

export const sealedText = {
  purpose: [
    '保险箱封存期间收到、尚待打开或未被收录的提交。这里看不到任何人的信息：内容仍然加密。',
    'What came while the vault was sealed and waits or was not taken. Nothing of anybody is shown here: it is still sealed.',
  ],
  form: ['表单', 'Form'],
  received: ['收到', 'Received'],
  state: ['状态', 'State'],
  'state.waiting': ['待打开', 'Waits'],
  'state.quarantined': ['已搁置', 'Set aside'],
  'state.refused': ['已拒绝', 'Refused'],
  reason: ['原因', 'Why'],
  keptUntil: ['保留至', 'Kept until'],
  tryAgain: ['再次收录', 'Try again'],
  refuse: ['拒绝', 'Refuse'],
  refuseTitle: ['拒绝这份提交', 'Refuse this submission'],
  refuseNote: [
    '加密的内容随即销毁，无法恢复。本人会在其页面上看到下面选择的说明。操作记入操作记录。',
    'What was sealed is destroyed at once and for ever. The person reads the words below on their page. It is written to the trail.',
  ],
  word: ['告知本人', 'What the person is told'],
  'word.fill-again': ['请重新填写一次', 'Please fill in the form again'],
  'word.form-closed': ['这个表单已经结束', 'This form has ended'],
  'word.notice-changed': ['告知已更新，请重新阅读并填写', 'The notice has changed: read and fill in again'],
  'word.not-complete': ['内容不完整，请重新填写', 'Something was missing: fill in again'],
  'why.capture.sealed-damaged': ['打不开：内容被改动或不完整', 'It does not open: changed or cut'],
  'why.capture.sealed-invalid': ['填写的内容未通过检查', 'What was typed did not pass the checks'],
  'why.capture.sealed-stale': ['会话或告知展示已失效', 'Its session or presentation was no longer valid'],
  'why.capture.sealed-machine': ['疑似程序自动提交', 'Probably sent by a machine'],
  'why.consent.notice-superseded': ['告知已有新版本', 'The notice has a newer version'],
  'why.capture.form-unknown': ['表单已停用', 'The form is no longer active'],
  emptyTitle: ['没有封存的提交', 'No sealed submissions'],
  emptyText: [
    '保险箱封存时，表单照常收集并加密存放；打开后逐一检查。未通过检查的会列在这里，保留 30 天。',
    'While the vault is sealed, forms go on and are stored encrypted; they are checked once it is open. What does not pass is listed here for 30 days.',
  ],
} as const satisfies Catalogue;
