/** The two languages of the page. */
export type Language = 'zh' | 'en';

type Words = Readonly<Record<Language, string>>;

/** Every word of the page. */
export const WORDS = {
  title: { zh: '证据包验证', en: 'Evidence verifier' },
  lead: {
    zh: '在本机核对证据包：结构、哈希、签名、日志中的位置、完整性与时间戳。文件不会离开这台设备，此页不访问网络，也不保存任何内容。',
    en: 'Checks a bundle on this device: structure, hashes, signatures, place in the log, completeness and time-stamps. Files never leave this device; the page uses no network and stores nothing.',
  },
  switchLanguage: { zh: 'English', en: '中文' },
  drop: { zh: '把证据包拖到这里，或点此选择文件', en: 'Drop a bundle here, or choose a file' },
  bundle: { zh: '证据包（.json）', en: 'Bundle (.json)' },
  more: { zh: '用来核对出具方的文件（可选）', en: 'Files to hold the issuer to (optional)' },
  key: { zh: '签名公钥文件', en: "Signer's public keys" },
  keyHint: {
    zh: '经可靠途径取得的日志公钥；不给出时只能看到密钥指纹。',
    en: "The log's public keys, got in a way you trust; without them only fingerprints are shown.",
  },
  witness: { zh: '见证方公钥文件', en: "Witnesses' public keys" },
  witnessHint: {
    zh: '给出后，缺少任一见证方共同签名的证据包不予通过。',
    en: 'When given, a bundle that lacks a cosignature of any of them is refused.',
  },
  tsaRoots: { zh: '时间戳机构根证书（PEM）', en: 'Roots of time-stamping authorities (PEM)' },
  tsaRootsHint: {
    zh: '不给出时，时间戳机构的身份未经核实。',
    en: 'Without them the authority behind a time-stamp is not verified.',
  },
  tsaCrls: { zh: '吊销列表（CRL，PEM）', en: 'Revocation lists (CRL, PEM)' },
  tsaCrlsHint: {
    zh: '与根证书一同给出：盖戳的证书若已被吊销，在此发现；列表签发之后的吊销无从离线得知。',
    en: 'Given with the roots, they show whether a certificate behind a time-stamp was revoked; what was revoked after a list was made can’t be known offline.',
  },
  remembered: { zh: '上次保存的检查点', en: 'Checkpoints kept from last time' },
  rememberedHint: {
    zh: '日志若被回退或分叉，会在此发现。',
    en: 'Shows whether the log was rolled back or forked since.',
  },
  consistency: { zh: '一致性证明', en: 'Consistency proof' },
  consistencyHint: { zh: '从上次保存的检查点到此证据包的检查点。', en: "From the checkpoint kept to the bundle's." },
  number: { zh: '来函所载的号码或邮箱', en: 'The number or address in the letter' },
  numberHint: {
    zh: '仅用于检索声明：核对它查的是不是这个号码。不会离开这台设备。',
    en: 'For the declaration of a search alone: checks that it was for this number. It never leaves this device.',
  },
  working: { zh: '正在验证…', en: 'Verifying…' },
  verified: { zh: '验证通过', en: 'Verified' },
  partlyClosed: { zh: '（部分内容未出示）', en: ' (parts are withheld)' },
  verifiedUnknown: { zh: '内容验证通过，但签名者未核实', en: 'Verified, but the signer is unknown' },
  refused: { zh: '不成立', en: 'Refused' },
  refusedSafe: {
    zh: '验证在第一处不符时停止，其后的内容未再查看。请向出具方索取原件。',
    en: 'Verification ends at the first fault; nothing after it was looked at. Ask the issuer for the original file.',
  },
  place: { zh: '位置', en: 'Place' },
  code: { zh: '代码', en: 'Code' },
  unreadable: { zh: '无法读取文件', en: 'The file cannot be read' },
  tooLarge: { zh: '文件过大', en: 'The file is too large' },
  notText: { zh: '不是 UTF-8 文本', en: 'not UTF-8 text' },
  file: { zh: '文件', en: 'File' },
  timeline: { zh: '时间线', en: 'Timeline' },
  timelineLead: {
    zh: '每一点是日志中的一条，实心为内容已出示；横向为时间。',
    en: 'Each dot is an entry of the log, filled where its content is shown; time runs to the right.',
  },
  account: { zh: '验证结果全文', en: 'The whole account' },
  document: {
    zh: '出具方的说明（已签名，不是被证明的事实）',
    en: "The issuer's own account (signed, not a proven fact)",
  },
  save: { zh: '保存检查点，供下次核对', en: 'Keep the checkpoint for next time' },
  notKept: {
    zh: '签名者未核实，检查点不能保存：请先给出签名公钥文件。',
    en: "The signer is not verified, so the checkpoint can't be kept: give the signer's public keys first.",
  },
  offline: { zh: '离线', en: 'Offline' },
} as const satisfies Record<string, Words>;
