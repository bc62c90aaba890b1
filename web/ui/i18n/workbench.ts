import type { Catalogue } from './translate.ts';

export const workbenchText = {
  purpose: [
    '今天需要您的事、正在进行的工作、触达与授权的现状。',
    'What needs you today, what is running, and where reach and consent stand.',
  ],
  needs: ['需要您处理', 'Needs you'],
  needsNote: ['{count} 件事在等您。', 'Waiting for you: {count}.'],
  needsNone: ['没有需要您处理的事。', 'Nothing is waiting for you.'],
  needImports: [
    '{count} 个导入出错，可以继续或下载被拒绝的行',
    'Failed imports: {count}; resume them or fetch what was refused',
  ],
  needJobs: ['{count} 个任务用尽重试', 'Work out of tries: {count}'],
  needActivities: ['“{name}”不能运行：{reason}', '"{name}" may not run: {reason}'],
  needNotice: ['“{name}”还没有发布', '"{name}" has not been published'],
  restored: [
    '数据自 {time} 的备份恢复，尚未放行：基于同意的使用和营销发送一律拒绝',
    'Restored from the backup of {time} and not released: nothing that rests on consent is allowed, and no marketing is sent',
  ],
  restoredJournal: [
    '撤回日志截至 {until}：已重新生效 {replayed} 项，无法读取 {unreadable} 行。',
    'The journal of noes reaches to {until}: {replayed} are in force again, {unreadable} lines could not be read.',
  ],
  restoredWithoutJournal: [
    '没有撤回日志：备份之后谁撤回过，系统无从得知。',
    'There is no journal of noes: who withdrew after the backup is not known here.',
  ],
  release: ['放行', 'Release'],
  releaseNote: [
    '放行后，同意恢复为记录中的状态。请先核对备份之后的撤回、合同状态，以及可能已经发送过的活动草稿。放行记入成员操作记录和证据日志。',
    'Once released, consent counts as it is recorded. First look after withdrawals made since the backup, the state of contracts, and drafts of campaigns that may have been sent. The release is recorded in the trail and as evidence.',
  ],
  releaseReason: ['依据（不要写个人信息）', 'Why (without personal information)'],
  running: ['正在进行', 'Running'],
  runningNone: ['现在没有进行中的发送和导入。', 'No sends or imports are running.'],
  runningNote: ['{count} 项工作在进行。', 'Running now: {count}.'],
  campaign: ['活动', 'Campaign'],
  import: ['导入', 'Import'],
  reach: ['可触达', 'Reach'],
  reachNote: [
    '“{activity}”经{channel}可触达 {allowed} 人，占全部 {total} 人的 {share}，是目前最多的。',
    '"{activity}" by {channel} may reach {allowed} of {total} people ({share}), the most at present.',
  ],
  reachNone: ['还没有以营销为目的的处理活动。', 'There is no marketing activity yet.'],
  reachEmpty: ['还没有任何人。', 'There is nobody yet.'],
  allowed: ['可触达', 'May be reached'],
  excluded: ['不可触达', 'May not'],
  consent: ['同意与撤回', 'Consent and withdrawal'],
  consentNote: [
    '近 30 天：同意 {granted} 次，拒绝 {refused} 次，撤回 {withdrawn} 次。',
    'Last 30 days: {granted} consents, {refused} refusals, {withdrawn} withdrawals.',
  ],
  consentNone: ['近 30 天没有人作答。', 'Nobody answered in the last 30 days.'],
  granted: ['同意', 'Consents'],
  refused: ['拒绝', 'Refusals'],
  withdrawn: ['撤回', 'Withdrawals'],
  day: ['日期', 'Day'],
  activity: ['处理活动', 'Activity'],
  channel: ['渠道', 'Channel'],
  mainReason: ['最多的一条理由', 'Commonest reason'],
  open: ['去处理', 'Open'],
} as const satisfies Catalogue;
