/** What a finding says, for the console and for whoever reads a report; by its `what`. */
const WORDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  'entry-missing': ['日志中缺少记录', 'An entry of the log is missing'],
  'entry-changed': [
    '记录的原文与当时写入的哈希不一致',
    'The text of an entry does not hash to what was stored when it was merged',
  ],
  'place-doubled': ['两条记录占用同一位置', 'Two entries claim one place'],
  'tile-missing': ['缺少哈希分块', 'A tile of hashes is missing'],
  'tile-changed': ['哈希分块被改动', 'A tile of hashes was changed'],
  'tile-beyond': ['哈希分块超出已签署的日志', 'Tiles reach beyond the signed log'],
  'root-differs': ['重新计算的树根与签署的检查点不一致', 'The root computed again is not the one that was signed'],
  'place-beyond': ['位置超出已签署的日志', 'A place lies beyond the signed log'],
  'checkpoint-missing': ['检查点的先后次序断开', 'The succession of checkpoints is broken'],
  'checkpoint-time': ['检查点的时间不可能成立', 'The time of a checkpoint cannot be true'],
  'note-differs': ['检查点的签署文本与其数据不一致', 'The signed text of a checkpoint is not that of its row'],
  'note-unsigned': ['检查点的签名不成立', 'A signature of a checkpoint does not hold'],
  'note-elsewhere': ['库外保存的检查点与日志不符', 'A checkpoint kept elsewhere does not fit the log'],
  'act-missing': ['记录所指的行为在业务表中不存在', 'An act of the log has no row'],
  'act-doubled': ['一个行为有多条业务记录', 'An act has several rows'],
  'act-changed': ['业务表与记录的内容不一致', 'A row does not say what its entry says'],
  'act-inconsistent': ['业务表的状态与其他记录矛盾', 'A row contradicts other rows'],
  'entry-of-act-missing': ['业务表中的行为没有对应的记录', 'A row has no entry in the log'],
  'copy-differs': ['日志副本与数据库不一致', 'A copy of the log differs from the database'],
  'members-changed': ['使用批次的人员与承诺不一致', 'The members of a use are not those that were committed to'],
  'opening-changed': ['保存的内容与承诺不一致', 'A stored opening does not fit its commitment'],
  'opening-unreadable': ['保存的内容无法打开', 'A stored opening cannot be opened'],
  'owner-changed': ['记录的归属被改动', 'Whose entry it is was changed'],
  'number-changed': ['记录的编号被改动', 'The number of an entry was changed'],
  'chain-broken': ['编号链断开', 'A chain of numbers is broken'],
  'made-changed': ['记录时间被改动', 'The time of recording was changed'],
  'promise-changed': ['承诺的合并期限被改动', 'The promised time of merging was changed'],
  'neither-merged-nor-waiting': ['行为既未合并也不在等待', 'An act is neither merged nor waiting to be'],
  'map-root': ['标签图的根与承诺不一致', 'The root of the map of tags is not the one committed to'],
  'map-changed': ['标签图被改动', 'The map of tags was changed'],
  'map-leaves': ['标签图与日志中的标签不一致', 'The map does not hold the tags of the log'],
  'not-readable': ['数据无法读取', 'The tables cannot be read'],
};

/** A finding's words in both languages. */
export function describeFinding(what: string): { readonly zh: string; readonly en: string } {
  const [zh, en] = WORDS[what] ?? ['证据表被改动', 'A table of evidence was changed'];
  return { zh, en };
}
