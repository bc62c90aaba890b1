import type { LabelledText } from './labelled-text.ts';
import {
  lookAlikes,
  madeCard,
  madeEmail,
  madeId,
  madeMobile,
  type Picker,
  Picker as Seeded,
} from './labelled-values.ts';

// A second corpus, written apart from the first and never tuned against sentence by sentence: other sentences, names put together at random, rural and
// short addresses, numbers beside each other, and more of what only looks like personal information.

const words = (text: string): readonly string[] => text.split(' ');

const SURNAMES = words(
  '王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 毛 邱 秦 江 史 顾 侯 邵 孟 龙 万 段 雷 钱 汤 尹 黎 易 常 武 乔 贺 赖 龚 文 欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空',
);
const GIVEN_1 = [...'英华文明玉金国春红建志秀德永兰海庆世云丽平素美俊荣晓小新忠桂成伟学光家振祥军宏林宝清梅素仁天永'];
const GIVEN_2 = [...'英华明玉珍兰芳平生国军林云荣霞红丽文芬梅军辉龙涛健凯阳琴洁娜倩雯婷岩斌波超涵轩怡彤琪璐萱睿泽'];
const DOTTED = words(
  '阿卜杜拉·艾力 玛依拉·克里木 热依扎·阿里木江 尼格买提·热合曼 洛桑·扎西 次仁·拉姆 其其格·乌兰 库尔班·吐鲁木',
);

function madeName(pick: Picker): string {
  if (pick.chance(0.04)) return pick.one(DOTTED);
  const surname = pick.one(SURNAMES);
  return surname + pick.one(GIVEN_1) + (pick.chance(0.7) ? pick.one(GIVEN_2) : '');
}

const PLACES = words(
  '北京市西城区 北京市昌平区 天津市南开区 上海市闵行区 上海市静安区 重庆市江北区 河北省保定市莲池区 山西省太原市小店区 吉林省长春市朝阳区 黑龙江省哈尔滨市南岗区 江苏省无锡市滨湖区 浙江省宁波市鄞州区 安徽省芜湖市镜湖区 福建省福州市鼓楼区 江西省南昌市红谷滩区 山东省济南市历下区 河南省洛阳市洛龙区 湖北省宜昌市西陵区 湖南省株洲市天元区 广东省佛山市顺德区 广东省东莞市 海南省海口市龙华区 四川省绵阳市涪城区 贵州省贵阳市南明区 云南省大理白族自治州大理市 西藏自治区拉萨市城关区 陕西省咸阳市秦都区 甘肃省兰州市城关区 青海省西宁市城西区 宁夏回族自治区银川市兴庆区 广西壮族自治区桂林市七星区 南京市鼓楼区 武汉市武昌区 合肥蜀山区 长沙芙蓉区 青岛市崂山区 义乌市 昆山市 晋江市',
);
const ROADS = words(
  '延安西路 漕溪北路 淮海中路 天府大道 北京东路 民族大街 滨江路 和平里东街 朝阳门外大街 深南大道 五一路 八一大道 太白南路 体育东路 工农路 月牙胡同 红星巷 长征东路 松山湖大道 云山西路',
);
const ESTATES = words(
  '融创壹号院 保利香槟国际 绿城玫瑰园 华润橡树湾 东方名都 滨江花园 锦江苑 紫薇臻品 中海国际社区 和谐家园 教师公寓 光谷软件园 创业大厦 银泰中心',
);
const VILLAGES = words('大王庄镇李家村 石桥乡前进村 柳林镇河东村 双河镇新民村 龙泉街道桃源村 白马乡张庄');

function madeAddress(pick: Picker): string {
  const place = pick.chance(0.7) ? pick.one(PLACES) : pick.one(['', '', '浦口区', '余杭区', '天河区', '江夏区']);
  return (
    place +
    pick.one([
      () => `${pick.one(ROADS)}${pick.between(1, 2999)}号`,
      () => `${pick.one(ROADS)}${pick.between(1, 300)}-${pick.between(1, 30)}号${pick.between(101, 2405)}`,
      () =>
        `${pick.one(ROADS)}${pick.between(1, 300)}号${pick.one(ESTATES)}${pick.between(1, 20)}幢${pick.between(1, 4)}单元${pick.between(101, 1805)}室`,
      () => `${pick.one(ESTATES)}${pick.between(1, 30)}号楼${pick.between(101, 1802)}`,
      () => `${pick.one(ESTATES)}${pick.between(1, 20)}-${pick.between(1, 4)}-${pick.between(101, 1802)}`,
      () => `${pick.one(ROADS)}${pick.between(1, 300)}弄${pick.between(1, 60)}号${pick.between(101, 1802)}室`,
      () => `${pick.one(VILLAGES)}${pick.between(1, 12)}组${pick.between(1, 90)}号`,
      () => `${pick.one(ROADS)}${pick.between(1, 300)}号${pick.between(1, 9)}楼${pick.letters(1, 'ABCD')}区`,
      () => `${pick.one(ROADS)}与${pick.one(ROADS)}交叉口${pick.one(ESTATES)}${pick.between(1, 9)}栋`,
    ])()
  );
}

const SENTENCES = [
  '张经理好，{name}的合同已寄出，收件地址{address}，电话{mobile}',
  '收件人 {name}\t{mobile}\t{address}',
  '{name}/{mobile}/{address}',
  '姓名：{name} 性别：女 出生：1990-03-02 证件：{id_number}',
  '{name}（{mobile}）申请退货，原因：尺码不合适',
  '{name}({id_number})已完成实名认证',
  '今天{name}女士到店试穿，留了手机{mobile}',
  '工单：用户{name}来电投诉，称{mobile}无法登录',
  '来电号码{mobile}，自称{name}，要求核实订单<order>',
  '尊敬的{name}，您的快递<tracking>已到，请凭码领取',
  '{name}您好！您的会员将于月底到期。',
  '转账给{name}，卡号{bank_card}，请于今日完成',
  '卡号 {bank_card} 持卡人 {name} 预留手机 {mobile}',
  '邮箱是{email}，不是{email}',
  '联系:{email}；备用:{mobile}',
  '发送至<{email}>',
  '["{name}","{mobile}","{email}"]',
  'customer_name={name}&phone={mobile}&addr={address}',
  '{"receiver":"{name}","tel":"{mobile}","address":"{address}","idcard":"{id_number}"}',
  '2026-11-20 10:02:11 INFO login ok user={email} ip=10.2.3.4',
  '负责人：{name}；电话：{mobile}；邮箱：{email}',
  '家长{name}的孩子在二班，联系手机{mobile}',
  '她叫{name}，住在{address}。',
  '麻烦送到{address}，打{mobile}就行',
  '配送地址：{address}（放门口）',
  '原地址作废，新地址是{address}',
  '手机{mobile}或{mobile}都可以，找{name}',
  '身份证号码{id_number}，有效期至2036年',
  '本人{name}，身份证{id_number}，特此委托{name}办理。',
  '付款人：{name}，付款账号：{bank_card}，金额：¥<amount>',
  '工资卡（{bank_card}）已更新',
  '快递员{name}，电话{mobile}，正在派送<tracking>',
  '预约人：{name}，时间：明天下午3点，人数：4',
  '{name},男,{mobile},{email},{address}',
  '{name}|{id_number}|{bank_card}|{mobile}',
  '收货信息：{name}，{mobile}，{address}，请工作日送货',
  '退款账户{bank_card}，开户行工商银行，户名：{name}',
  '乘客{name}（证件{id_number}）购买了两张票',
  '导购{name}反馈：VIP客户{name}喜欢蓝色',
  '患者{name}，28岁，地址{address}',
  '微信联系或发邮件{email}，{name}收',
  '订单<order>：收货人{name}，电话{mobile}，共3件',
  // None of the following holds personal information.
  '订单编号：<order> 支付流水：<longflow> 状态：已完成',
  '物流单号<tracking>，承运商顺丰，重量1.2kg',
  '供应商统一社会信用代码<creditCode>，营业期限至2040年',
  '座机：<landline>，传真：<landline>',
  '客服电话<hotline>，投诉请拨<shortService>',
  '门店热线<landline>，营业时间9:00-21:00',
  '商品条码<barcode>，批号<batch>，保质期18个月',
  '发票代码<invoice>，发票号码<invoice>',
  '请求ID：<uuid>，耗时<seconds>',
  'at=<millis> level=warn msg="slow query" cost=1380ms',
  '优惠券码<coupon>，满199可用',
  '设备号<imeiish>，固件版本V3.2.18',
  '坐标 31.230416,121.473701 附近门店',
  '会员卡号<memberNo>，积分13800',
  '李宁跑鞋与王老吉凉茶今天有货，周大福金条缺货。',
  '马上到货，周末高峰，请提前安排时间。',
  '黄山毛峰、安溪铁观音、金骏眉均参与活动。',
  '张家界三日游，白云山门票，江南水乡一日游。',
  '客户满意度提升了12%，用户活跃度下降。',
  '会员权益调整通知：自12月1日起执行。',
  '地铁2号线转4号线，8号出口出站，步行5分钟。',
  '第3号文件已下发，编号12号，请各门店传阅。',
  '上海市、江苏省、浙江省的门店参加，广州市除外。',
  '浦东新区有12家门店，南山区有8家。',
  '本店位于地铁站旁，停车方便，三楼有休息区。',
  '人民路店与解放路店双十一销售额合计<amount>元',
  '尺码：175/96A，颜色：藏青，货号：<product>',
  '满300减50，折后<amount>，比昨天便宜',
  '验证码 482913，10分钟内有效',
  '合同编号HT-2026-<batch>，版本2.0',
  '测试单号<badId>校验失败；卡片<badCard>无效',
  '机器号<sim>流量已用完',
  '付款成功，交易号<longflow>，商户号<merchant>',
  '房间温度26度，湿度45%，正常',
  '任务执行完成，应用重启，平台正常',
  '申请单已提交，经理审批中，预计明天完成',
  '官网邮箱<role>，工作日回复',
  '高新技术企业，常年招聘，简单高效',
  '第十五届展会将于5月在国家会展中心举办，展位号A12-305。',
  '套餐包含3号线缆、5号电池各2节',
] as const;

const MAKERS: Readonly<Record<string, (pick: Picker) => string>> = {
  name: madeName,
  mobile: madeMobile,
  id_number: madeId,
  bank_card: madeCard,
  email: (pick) => (pick.chance(0.1) ? madeEmail(pick).toUpperCase() : madeEmail(pick)),
  address: madeAddress,
};

const AREA = words('010 021 022 023 025 027 0571 0512 0755 0592 0898');
const MORE: Readonly<Record<string, (pick: Picker) => string>> = {
  landline: (pick) => {
    const [code, number] = [pick.one(AREA), `${pick.between(2, 8)}${pick.digits(7)}`];
    return pick.one([
      `${code}-${number}`,
      `(${code})${number}`,
      `${code} ${number}`,
      `${code}${number}`,
      `${code}-${number}-${pick.digits(3)}`,
    ]);
  },
  longflow: (pick) => pick.one([`42000${pick.digits(23)}`, `2026112222001${pick.digits(15)}`, `1${pick.digits(20)}`]),
  batch: (pick) => pick.one([`B${pick.digits(8)}`, `2026${pick.digits(4)}`, `${pick.digits(6)}`]),
  coupon: (pick) => `${pick.letters(4)}${pick.digits(6)}`,
  imeiish: (pick) => `SN${pick.digits(12)}`,
  memberNo: (pick) => pick.one([`VIP${pick.digits(8)}`, `8${pick.digits(9)}`, `6${pick.digits(11)}`]),
  merchant: (pick) => `1${pick.digits(9)}`,
};

/** Labelled texts of the second corpus, the same for the same seed. */
export function hardTexts(count: number, seed: number): LabelledText[] {
  const pick = new Seeded(seed);
  return Array.from({ length: count }, () => {
    let text = '';
    const labels: { kind: string; start: number; end: number }[] = [];
    for (let sentence = pick.between(1, 3); sentence > 0; sentence -= 1) {
      for (const part of pick.one(SENTENCES).split(/(\{(?:name|mobile|id_number|bank_card|email|address)\}|<\w+>)/)) {
        const maker = MAKERS[part.slice(1, -1)];
        if (part.startsWith('{') && maker !== undefined) {
          const kind = part.slice(1, -1);
          const value = spelled(kind, maker(pick), pick);
          labels.push({ kind, start: text.length, end: text.length + value.length });
          text += value;
        } else if (/^<\w+>$/.test(part)) {
          const known = { ...lookAlikes, ...MORE } as Readonly<Record<string, (pick: Picker) => string>>;
          text += known[part.slice(1, -1)]?.(pick) ?? part;
        } else text += part;
      }
      text += pick.one([' ', '\n', '。', '；']);
    }
    return { text, labels };
  });
}

function spelled(kind: string, value: string, pick: Picker): string {
  const way = pick.below(16);
  if (kind === 'mobile') {
    const grouped = (sign: string) => [value.slice(0, 3), value.slice(3, 7), value.slice(7)].join(sign);
    if (way === 0) return grouped(pick.one(['-', ' ', '－', '.']));
    if (way === 1) return `${pick.one(['+86', '86-', '0086', '+86-', '(+86)'])}${value}`;
    if (way === 2) return wide(value, pick);
    if (way === 3) return `${value.slice(0, 3)} ${value.slice(3, 6)} ${value.slice(6)}`;
  }
  if (kind === 'bank_card' && way < 4) return value.replace(/(\d{4})(?=\d)/g, `$1${pick.one([' ', '-'])}`);
  if (kind === 'id_number') {
    if (way === 0) return value.toLowerCase();
    if (way === 1) return wide(value, pick);
    if (way === 2) return `${value.slice(0, 6)}-${value.slice(6, 14)}-${value.slice(14)}`;
    if (way === 3) return value.replace(/(.{4})(?=.)/g, '$1 ');
  }
  return value;
}

// All of it, or every other character, in full width.
function wide(value: string, pick: Picker): string {
  const every = pick.chance(0.5) ? 1 : 2;
  return [...value]
    .map((character, at) => (at % every === 0 ? String.fromCharCode(character.charCodeAt(0) + 0xfee0) : character))
    .join('');
}
