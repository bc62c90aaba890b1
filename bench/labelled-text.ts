import {
  lookAlikes,
  madeAddress,
  madeCard,
  madeEmail,
  madeId,
  madeMobile,
  madeName,
  Picker,
} from './labelled-values.ts';

/** A text that says where its personal information stands. */
export interface LabelledText {
  readonly text: string;
  readonly labels: readonly { readonly kind: string; readonly start: number; readonly end: number }[];
}

type Slot = string | { readonly kind: string; readonly value: string };

// Kinds in braces are labelled, look-alikes in angle brackets are not.
const SENTENCES = [
  '请尽快联系{name}，电话{mobile}。',
  '收货人：{name}，{mobile}，{address}',
  '{name} {mobile} {address}',
  '{name}，{mobile}',
  '客户{name}反馈物流太慢，要求退款，回电{mobile}。',
  '用户{name}说没有收到短信，手机号{mobile}，邮箱{email}',
  '您好，我是{name}，想修改收货地址为{address}，谢谢！',
  '麻烦寄到{address}，收件人{name}，联系方式：{mobile}',
  '会员{name}的身份证号是{id_number}，请核验。',
  '身份证：{id_number}，姓名：{name}',
  '退款请打到我的银行卡{bank_card}，户名{name}。',
  '银行卡号：{bank_card}，开户行：招商银行',
  '发票发到{email}就行。',
  '联系邮箱 {email}，或者致电{mobile}',
  '{name}先生您好，您预约的服务时间为明天上午。',
  '已通知{name}女士，订单<order>已经发出。',
  '患者姓名：{name}，家属电话：{mobile}',
  '经办人:{name} 审核人:{name}',
  '客户：{name}、{name}、{name}',
  '"name":"{name}","phone":"{mobile}","email":"{email}"',
  'user={email}&id=<uuid>',
  '我的号码是{mobile}，微信同号，昨天下的单<order>',
  '老师说家长{name}已经到店了',
  '业主{name}，住{address}，昨天报修。',
  '请把合同快递到{address}，{name}收，{mobile}。',
  '同事{name}今天请假，工作由{name}负责。',
  '地址：{address}\n电话：{mobile}\n姓名：{name}',
  '申请人{name}，证件号码{id_number}，申请金额¥<amount>',
  '{name},{id_number},{mobile},{email}',
  '{mobile} {name} {address} 订单<order>',
  '贷记卡{bank_card}有一笔消费，金额<amount>元',
  '上门地点在{address}，请提前打{mobile}。',
  '付款账户 {bank_card} 收款 {bank_card}',
  '发到 {email} ，抄送 {email} 。',
  '订单号：<order>，运单号：<tracking>，预计明天送达。',
  '统一社会信用代码：<creditCode>，公司名称：未来科技有限公司',
  '时间戳 <millis>，耗时 <seconds> ms',
  '系统编号<badId>不存在，请重新输入。',
  '流水号<badCard>，处理成功',
  '物联网卡 <sim> 已停机',
  '客服热线<hotline>，或拨打<shortService>',
  '商品编码 <product>，条码 <barcode>，单价 ¥<amount>',
  '发票号码<invoice>，发票代码<invoice>',
  'trace <uuid> commit <hash>',
  '官方邮箱<role>，图片<file>',
  '客户满意度调查：方便的话请给我们一个好评，谢谢支持！',
  '高兴地通知您，白云机场店开业，全场八折，安心购物。',
  '国庆期间平台安排有变，周末照常营业，程序更新后请重启。',
  '会员计划升级，积分可兑换礼品，任何问题请咨询客服。',
  '南京路步行街人很多，地铁10号线直达，5楼有停车场。',
  '上海市今天多云，广东省有雷阵雨，北京市朝阳区空气优。',
  '单号<tracking>，已签收，感谢您的耐心等待。',
  '订单<order>包含3件商品，合计<amount>元，请于30分钟内支付。',
  '会员等级：黄金，余额：<amount>，积分：12800',
  '版本1.2.3.4已于2026-11-02发布，修复了13个问题。',
  '客户经理会在两个工作日内联系您，请保持电话畅通。',
  '用户查询了任务列表，应用日志里没有严重错误。',
  '活动时间：2026年11月11日至11月12日，满300减40。',
  '批次 <order> 入库 1200 件，库位 A-12-03',
  'SKU <product> 库存 13 件，货号<barcode>',
  '这款蓝牙耳机音质不错，就是充电有点慢，包装也很精致。',
  '买家留言：颜色要白色，尺码要大一号，谢谢老板。',
  '您的验证码是483920，5分钟内有效，请勿告诉他人。',
  '公司地址在开发区，具体位置请看官网公告。',
] as const;

const MAKERS: Readonly<Record<string, (pick: Picker) => string>> = {
  name: madeName,
  mobile: madeMobile,
  id_number: madeId,
  bank_card: madeCard,
  email: madeEmail,
  address: madeAddress,
};

/** Labelled texts, the same for the same seed: sentences of shops, clinics and logs, with other spellings of numbers. */
export function labelledTexts(count: number, seed: number): LabelledText[] {
  const pick = new Picker(seed);
  return Array.from({ length: count }, () => {
    const sentences = Array.from({ length: pick.between(1, 3) }, () => filled(pick.one(SENTENCES), pick));
    return joined(
      sentences.flatMap((sentence, at): Slot[] => (at === 0 ? sentence : [pick.one([' ', '\n', '\n\n']), ...sentence])),
    );
  });
}

function filled(sentence: string, pick: Picker): Slot[] {
  return sentence.split(/(\{\w+\}|<\w+>)/).map((part): Slot => {
    const kind = /^\{(\w+)\}$/.exec(part)?.[1];
    const maker = kind === undefined ? undefined : MAKERS[kind];
    if (kind !== undefined && maker !== undefined) return { kind, value: spelled(kind, maker(pick), pick) };
    const decoy = /^<(\w+)>$/.exec(part)?.[1];
    return decoy === undefined ? part : lookAlikes[decoy as keyof typeof lookAlikes](pick);
  });
}

// The ways in which people and systems write numbers: blanks, hyphens, country codes, full-width digits, characters without a width.
function spelled(kind: string, value: string, pick: Picker): string {
  if (kind === 'mobile') {
    const grouped = (sign: string) => [value.slice(0, 3), value.slice(3, 7), value.slice(7)].join(sign);
    const way = pick.below(20);
    if (way === 0) return grouped('-');
    if (way === 1) return grouped(' ');
    if (way === 2) return `+86${value}`;
    if (way === 3) return `+86 ${grouped('-')}`;
    if (way === 4) return wide(value);
    if (way === 5) return grouped('\u200b');
    return value;
  }
  if (kind === 'bank_card' && pick.chance(0.3)) return value.replace(/(\d{4})(?=\d)/g, '$1 ');
  if (kind === 'id_number') {
    const way = pick.below(12);
    if (way === 0) return value.toLowerCase();
    if (way === 1) return wide(value);
    if (way === 2) return `${value.slice(0, 6)} ${value.slice(6, 14)} ${value.slice(14)}`;
  }
  return value;
}

function wide(value: string): string {
  return [...value].map((character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)).join('');
}

function joined(slots: readonly Slot[]): LabelledText {
  let text = '';
  const labels: { kind: string; start: number; end: number }[] = [];
  for (const slot of slots) {
    if (typeof slot !== 'string')
      labels.push({ kind: slot.kind, start: text.length, end: text.length + slot.value.length });
    text += typeof slot === 'string' ? slot : slot.value;
  }
  return { text, labels };
}
