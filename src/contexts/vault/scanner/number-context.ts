/** What the words right before a number say it is. */
export type NumberLabel =
  | 'mobile'
  | 'id'
  | 'card'
  | 'qq'
  | 'wechat'
  | 'passport'
  | 'imei'
  | 'birth'
  | 'phone'
  | 'code'
  | undefined;

const WORDS: Readonly<Record<Exclude<NumberLabel, undefined>, string>> = {
  mobile:
    '手机 手机号 手机号码 电话 电话号码 电话号 移动电话 联系方式 号码 致电 拨打 来电 短信 呼叫 打给 联系 手机尾号 phone mobile tel cell telephone msisdn phone_number phonenumber mobile_no mobileno phone_no',
  id: '身份证 身份证号 身份证号码 身份证明 身份证件 证件号 证件号码 公民身份号码 居住证 居住证号 身份证编号 id_card idcard id_no idno id_number idnumber identity sfz',
  card: '卡号 账户 账号 帐号 帐户 银行卡 储蓄卡 借记卡 信用卡 工资卡 银行卡号 收款卡 还款卡 绑定卡 卡 card bank_card bankcard card_no cardno card_number account bank',
  qq: 'qq qq号 qq号码 qq号是 扣扣 扣扣号 q号',
  wechat: '微信 微信号 wechat weixin wx vx',
  passport: '护照 护照号 护照号码 通行证 通行证号 通行证号码 回乡证 回乡证号 台胞证 台胞证号 passport passport_no',
  imei: 'imei meid 设备号 设备标识 设备识别码 串号 手机串号',
  birth: '出生 出生日期 出生年月 出生年月日 出生时间 生日 生于 出生于 birth birthday birthdate birth_date dob',
  phone: '座机 座机号 固话 固定电话 办公电话 办公室电话 传真 总机 landline fax',
  code: codeWords(),
};

function codeWords(): string {
  const nouns =
    '订 运 单 批 合同 发票 工 任务 交易 支付 商户 商品 快递 物流 追踪 取件 税 登记 许可证 备案 序列 产品 条 会员 会员卡 积分 货 型 款 案 航班 版本 订单 流水 识别 校验 仓库 档案 保单 车架 房 学 考';
  return [
    ...nouns.split(' ').flatMap((noun) => [`${noun}号`, `${noun}码`, `${noun}号码`]),
    '单号 编号 编码 代码 序号 条码 批次 流水 发票 订单 运单 快递 购物卡 礼品卡 会员卡 信用代码 时间戳 金额 总额 余额 合计 单据 合同 型号',
    '¥ ￥ $ sku spu order orderid order_id order_no orderno order_number tracking tracking_no invoice invoice_no serial trace_id traceid request_id requestid ref no ts timestamp time id uuid batch ean barcode amount price total seq version',
  ].join(' ');
}

// By the last two characters, the longest word first.
const BY_TAIL = new Map<number, { word: string; label: NumberLabel }[]>();
for (const [label, words] of Object.entries(WORDS) as [NumberLabel, string][])
  for (const word of words.split(' ')) {
    const tail = tailOf(word.charCodeAt(word.length - 2), word.charCodeAt(word.length - 1));
    BY_TAIL.set(
      tail,
      [...(BY_TAIL.get(tail) ?? []), { word, label }].sort((a, b) => b.word.length - a.word.length),
    );
  }

// A word of one character is filed under it alone.
function tailOf(last: number, end: number): number {
  return Number.isNaN(last) ? end : (last << 16) | end;
}

// Between a label and its number: a colon, 是, brackets, quotes, a few blanks.
const LINKS = new Set(
  [...':=#>,|、/()[]{}"\'“”‘’是为 \t.-\u200b\u200c\u200d\u2060\ufeff+'].map((sign) => sign.charCodeAt(0)),
);
const MOST_LINKS = 6;

/** Reads what stands before `start` in half-width text and says what the number there is called. */
export function numberLabel(folded: string, start: number): NumberLabel {
  let at = start - 1;
  for (let links = 0; at >= 0 && links < MOST_LINKS && LINKS.has(folded.charCodeAt(at)); links += 1) at -= 1;
  if (at < 0) return undefined;
  const [last, end] = [lower(folded.charCodeAt(at - 1)), lower(folded.charCodeAt(at))];
  return wordAt(folded, at + 1, BY_TAIL.get(tailOf(last, end))) ?? wordAt(folded, at + 1, BY_TAIL.get(end));
}

function wordAt(folded: string, end: number, words: { word: string; label: NumberLabel }[] | undefined): NumberLabel {
  return words?.find(({ word }) => {
    const start = end - word.length;
    if (start < 0 || folded.slice(start, end).toLowerCase() !== word) return false;
    return word.charCodeAt(0) > 0x7a || !isLatin(folded.charCodeAt(start - 1));
  })?.label;
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

function isLatin(code: number): boolean {
  const small = lower(code);
  return small >= 97 && small <= 122;
}

const MEASURED = /(?:元|块钱?|万元|亿|美元|人民币|rmb|cny|件|个|条|次|人次|台|%|kg|km|ms|bytes?|mb|gb|积分)(?![a-z])/iy;

/** Whether the characters after a number make it an amount or a count (元, 件, %, ℃ …). */
export function isMeasured(folded: string, end: number): boolean {
  MEASURED.lastIndex = end;
  return MEASURED.test(folded);
}
