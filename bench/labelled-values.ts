// Made-up values of the kinds of personal information, and look-alikes that are none. The check characters are computed here in other ways than the
// scanner's (ISO 7064 step by step, Luhn by a table), so that a mistake there is not repeated here.

/** Picks the same for the same seed (xorshift of 32 bits). */
export class Picker {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 1;
  }

  // In [0, 1).
  #next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  below(count: number): number {
    return Math.floor(this.#next() * count);
  }

  one<T>(from: readonly T[]): T {
    const item = from[this.below(from.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => String(this.below(10))).join('');
  }

  letters(count: number, from = 'ABCDEFGHJKLMNPQRSTUVWXYZ'): string {
    return Array.from({ length: count }, () => this.one([...from])).join('');
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }
}

const words = (text: string): readonly string[] => text.split(' ');

const SURNAMES = words(
  '王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 邓 韩 冯 曹 彭 曾 肖 田 董 潘 袁 蔡 蒋 余 于 杜 叶 程 魏 苏 吕 丁 任 卢 姚 沈 钟 姜 崔 谭 陆 范 汪 廖 石 金 韦 贾 夏 付 方 邹 熊 白 孟 秦 邱 侯 江 尹 薛 闫 段 雷 龙 黎 史 陶 贺 毛 郝 顾 龚 邵 万 覃 武 钱 戴 严 莫 孔 向 常 汤 欧阳 司马 诸葛 上官 夏侯 东方 皇甫 尉迟 慕容 令狐',
);
const GIVEN = words(
  '伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 燕 鑫 波 斌 宇 浩 凯 健 俊 帆 婷 雪 琳 晶 倩 颖 瑶 洁 晨 欣 梅 秀英 桂英 秀兰 建国 建华 志强 志明 国庆 春梅 海燕 玉兰 丽华 小红 晓明 晓东 文静 雅婷 佳怡 子涵 梓涵 一诺 欣怡 宇轩 浩然 梓轩 诗涵 雨桐 可馨 思远 天佑 俊杰 嘉豪 明轩 泽宇 博文 若曦 语嫣 雨萱 梦琪 晓燕 红梅 德华 学友 家辉 润发 丽萍 淑芬 金凤 永强 立新 卫东 援朝 爱国 长江 新民 兆丰 启航 安琪 佩琪 思思 圆圆 冰冰 丹丹 小龙 大伟 海涛 文博 景行 知远 沐辰 艺涵 亦菲 奕辰 铭泽 书瑶 芷若 千寻 慕白 如意 吉祥 满江 三丰 十八',
);
const MINORITY = words(
  '阿依古丽·买买提 迪丽热巴·迪力木拉提 买买提·吐尔逊 古力娜扎·拜合提亚尔 艾尼瓦尔·阿不都拉 扎西·多吉 卓玛·央金 巴特尔·孟和',
);

/** A name of two to four characters, now and then one with a dot. */
export function madeName(pick: Picker): string {
  return pick.chance(0.03) ? pick.one(MINORITY) : pick.one(SURNAMES) + pick.one(GIVEN);
}

const PREFIXES = words(
  '130 131 132 133 134 135 136 137 138 139 145 147 150 151 152 153 155 156 157 158 159 166 170 171 173 175 176 177 178 180 181 182 183 184 185 186 187 188 189 191 193 195 198 199',
);

/** Eleven digits of a mobile number. */
export function madeMobile(pick: Picker): string {
  return pick.one(PREFIXES) + pick.digits(8);
}

const REGIONS = words(
  '110101 110105 120102 130102 210102 310101 310115 320102 330106 350203 370102 420106 430102 440103 440305 440306 500103 510104 610102 650102',
);

/** A resident identity number of somebody born from 1945 to 2015. */
export function madeId(pick: Picker): string {
  const day = `${pick.between(1945, 2015)}${two(pick.between(1, 12))}${two(pick.between(1, 28))}`;
  const body = pick.one(REGIONS) + day + pick.digits(3);
  let product = 10;
  // ISO 7064, pure system MOD 11-2, step by step.
  let remainder = 0;
  for (const digit of body) remainder = ((remainder + Number(digit)) * 2) % 11;
  product = (12 - remainder) % 11;
  return body + (product === 10 ? 'X' : String(product));
}

/** A card number of 16 or 19 digits that passes the check. */
export function madeCard(pick: Picker): string {
  const [bin, length] = pick.one([
    ['622202', 19],
    ['621700', 19],
    ['622848', 19],
    ['625888', 16],
    ['621226', 19],
    ['622588', 16],
    ['436742', 16],
    ['524094', 16],
  ] as const);
  const body = bin + pick.digits(length - bin.length - 1);
  const table = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  const sum = [...body]
    .reverse()
    .reduce((total, digit, at) => total + (at % 2 === 0 ? (table[Number(digit)] ?? 0) : Number(digit)), 0);
  return body + String((10 - (sum % 10)) % 10);
}

/** An e-mail address of a person. */
export function madeEmail(pick: Picker): string {
  const local = pick.one([
    () => `${pick.letters(5, 'abcdefghijklmnopqrstuvwxyz')}${pick.digits(3)}`,
    () =>
      `${pick.one(words('zhang li wang liu chen yang zhao wu'))}.${pick.one(words('wei na min jing lei tao ming'))}`,
    () => pick.digits(9),
    () => `${pick.one(words('lucy tom amy jack rose'))}_${pick.digits(2)}`,
    () => `${pick.letters(3, 'abcdefgh')}-${pick.letters(4, 'abcdefgh')}+shop`,
    () => madeMobile(pick),
  ])();
  return `${local}@${pick.one(words('qq.com 163.com 126.com sina.com gmail.com outlook.com foxmail.com example.com.cn mail.example.edu.cn company-x.cn 139.com'))}`;
}

const PLACES = words(
  '北京市朝阳区 北京市海淀区 上海市浦东新区 上海市徐汇区 广东省深圳市南山区 广东省广州市天河区 浙江省杭州市西湖区 江苏省南京市玄武区 江苏省苏州市工业园区 四川省成都市武侯区 湖北省武汉市洪山区 陕西省西安市雁塔区 山东省青岛市市南区 福建省厦门市思明区 湖南省长沙市岳麓区 重庆市渝北区 天津市和平区 河南省郑州市金水区 辽宁省大连市中山区 云南省昆明市五华区 广西壮族自治区南宁市青秀区 新疆维吾尔自治区乌鲁木齐市天山区 内蒙古自治区呼和浩特市新城区 杭州市余杭区 深圳市福田区 成都锦江区 苏州昆山市 河北省石家庄市正定县 安徽省合肥市肥西县',
);
const ROADS = words(
  '建国路 中关村大街 张江路 人民路 解放大道 科技园南路 文三路 中山北路 学府街 珞喻路 高新四路 香港中路 环岛东路 麓山南路 金开大道 南京路 花园街 龙井巷 文化路 青年大街',
);
const ESTATES = words(
  '阳光花园 幸福里小区 万科城 金色家园 碧桂园 翠湖苑 天府新村 锦绣江南小区 龙湖公寓 国贸大厦 星河湾 望京花园',
);

/** A postal address with a house. */
export function madeAddress(pick: Picker): string {
  const place = pick.chance(0.85) ? pick.one(PLACES) : '';
  const gap = place !== '' && pick.chance(0.1) ? ' ' : '';
  const house = pick.one([
    () => `${pick.one(ROADS)}${pick.between(1, 999)}号`,
    () =>
      `${pick.one(ROADS)}${pick.between(1, 300)}号${pick.one(ESTATES)}${pick.between(1, 20)}栋${pick.between(101, 2405)}室`,
    () => `${pick.one(ROADS)}${pick.between(1, 300)}弄${pick.between(1, 90)}号${pick.between(101, 999)}室`,
    () => `${pick.one(ESTATES)}${pick.between(1, 30)}栋${pick.between(1, 4)}单元${pick.between(101, 1802)}`,
    () =>
      `${pick.one(ROADS)}${pick.between(1, 300)}号院${pick.between(1, 20)}号楼${pick.between(1, 5)}单元${pick.between(101, 999)}室`,
    () => `${pick.one(ESTATES)}${pick.one(['A', 'B', 'C'])}座${pick.between(101, 2801)}`,
  ])();
  return place + gap + house;
}

/** Numbers and words that look like personal information and are none. */
export const lookAlikes = {
  order: (pick: Picker) =>
    pick.one([
      `2026${two(pick.between(1, 12))}${two(pick.between(1, 28))}${pick.digits(9)}`,
      pick.digits(18),
      `${pick.between(1, 9)}${pick.digits(18)}`,
      `SO-${pick.digits(11)}`,
      `DD${pick.digits(12)}`,
    ]),
  tracking: (pick: Picker) =>
    pick.one([
      `SF${pick.digits(13)}`,
      `YT${pick.digits(13)}`,
      `JD${pick.letters(1)}${pick.digits(12)}`,
      `7${pick.digits(13)}`,
      `9${pick.digits(12)}`,
    ]),
  creditCode: (pick: Picker) =>
    `91${pick.one(REGIONS)}MA${pick.letters(1, 'ABCDEFGH')}${pick.digits(2)}${pick.letters(2, 'ABCDEFGHJKLMNPQRTUWXY')}${pick.digits(2)}${pick.letters(1, 'ABCDEFGHJKLMN')}`,
  millis: (pick: Picker) => `17${pick.digits(11)}`,
  seconds: (pick: Picker) => `17${pick.digits(8)}`,
  badId: (pick: Picker) => {
    const id = madeId(pick);
    const last = id.at(-1) === 'X' ? '0' : String((Number(id.at(-1)) + 1 + pick.below(8)) % 10);
    return id.slice(0, 17) + last;
  },
  badCard: (pick: Picker) => {
    const card = madeCard(pick);
    return card.slice(0, -1) + String((Number(card.at(-1)) + 1 + pick.below(8)) % 10);
  },
  sim: (pick: Picker) => `1064${pick.between(6, 9)}${pick.digits(8)}`,
  hotline: (pick: Picker) => `400-${pick.digits(3)}-${pick.digits(4)}`,
  shortService: (pick: Picker) => pick.one(['95588', '10086', '12315', '12321', '110']),
  amount: (pick: Picker) => `${pick.between(1, 99)},${pick.digits(3)}.${pick.digits(2)}`,
  product: (pick: Picker) => `${pick.letters(2)}-${pick.digits(4)}-${pick.letters(1)}${pick.digits(3)}`,
  invoice: (pick: Picker) => pick.digits(pick.one([8, 20])),
  barcode: (pick: Picker) => `69${pick.digits(11)}`,
  uuid: (pick: Picker) => `${hex(pick, 8)}-${hex(pick, 4)}-4${hex(pick, 3)}-a${hex(pick, 3)}-${hex(pick, 12)}`,
  hash: (pick: Picker) => hex(pick, 40),
  role: (pick: Picker) => `${pick.one(['info', 'service', 'noreply', 'support', 'hr'])}@company-x.cn`,
  file: (pick: Picker) => `banner@${pick.between(2, 3)}x.png`,
} as const;

function hex(pick: Picker, count: number): string {
  return pick.letters(count, '0123456789abcdef');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
