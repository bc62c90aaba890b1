import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';

/** A synthetic person of the sample brand; nothing about them is real. */
export interface SamplePerson {
  readonly name: string;
  /** In the made-up range 1380000xxxx. */
  readonly mobile: string;
  readonly email: string;
  readonly address: string;
}

/** A synthetic order line. */
export interface SampleOrder {
  readonly orderId: string;
  readonly at: Date;
  readonly person: SamplePerson;
  readonly product: string;
  readonly quantity: number;
  readonly amountFen: number;
}

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;
const HISTORY_DAYS = 540;

const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾'];
const GIVEN = [...'子雨欣佳怡梓涵思远俊杰晓明文静浩宇婷若曦一诺嘉禾建国丽华志强秀英'];
const PLACES = [
  ['上海市', '浦东新区'],
  ['北京市', '朝阳区'],
  ['广东省深圳市', '南山区'],
  ['广东省广州市', '天河区'],
  ['浙江省杭州市', '西湖区'],
  ['江苏省南京市', '玄武区'],
  ['四川省成都市', '武侯区'],
  ['湖北省武汉市', '洪山区'],
  ['陕西省西安市', '雁塔区'],
  ['福建省厦门市', '思明区'],
] as const;
const PRODUCTS: readonly (readonly [string, number])[] = [
  ['明前龙井茶 250g', 26_800],
  ['手冲咖啡豆 中烘 227g', 7_800],
  ['原木香薰蜡烛', 12_900],
  ['长绒棉浴巾两条装', 15_900],
  ['便携茶具旅行套装', 36_800],
  ['桂花乌龙冷泡茶 20包', 4_900],
  ['亚麻围裙', 8_900],
  ['家用蒸脸美容仪', 129_900],
];

/** Numbers that are the same for the same seed: a demo and its tests must show the same people. Not for secrets. */
class Dice {
  readonly #seed: string;
  #count = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** At least 0, below 1. */
  next(): number {
    this.#count += 1;
    return createHash('sha256').update(`${this.#seed}|${this.#count}`).digest().readUInt32BE(0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }

  /** Exponentially distributed with this mean. */
  wait(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }
}

/** Synthetic people, at most 10,000, the same for the same seed. */
export function samplePeople(count: number, seed = 'people'): SamplePerson[] {
  if (count > 10_000) throw new RangeError('no more than 10,000 sample people');
  const dice = new Dice(seed);
  return Array.from({ length: count }, (_, index) => {
    const [city, district] = dice.pick(PLACES);
    const given = dice.pick(GIVEN) + (dice.next() < 0.7 ? dice.pick(GIVEN) : '');
    return {
      name: dice.pick(SURNAMES) + given,
      mobile: `1380000${String(index).padStart(4, '0')}`,
      email: `sample${String(index).padStart(4, '0')}@example.cn`,
      address: `${city}${district}示例路${1 + dice.below(200)}号`,
    };
  });
}

/**
 * Orders of these people in the rhythm of a real shop (half of them buy once, a few very often, in the evening), over about 18 months, the
 * last of them yesterday in Asia/Shanghai. The same for the same people, day and seed.
 */
export function sampleOrders(people: readonly SamplePerson[], now: Date, seed = 'orders'): SampleOrder[] {
  const dice = new Dice(seed);
  const today = Math.floor((now.getTime() + SHANGHAI_MS) / DAY_MS);
  const bought: { day: number; person: SamplePerson }[] = [];
  for (const person of people) {
    // Everybody has their own rhythm and their own readiness to leave, which makes the tail heavy.
    const rhythm = 8 * Math.exp(2.2 * dice.next() + 0.6 * dice.wait(1));
    const leaves = 0.1 + 0.8 * dice.next() ** 0.6;
    let day = today - 1 - dice.below(HISTORY_DAYS);
    while (day < today) {
      bought.push({ day, person });
      if (dice.next() < leaves) break;
      day += Math.max(1, Math.round(dice.wait(rhythm)));
    }
  }
  const last = bought[0];
  if (last !== undefined && !bought.some(({ day }) => day === today - 1))
    bought.push({ day: today - 1, person: last.person });
  bought.sort((a, b) => a.day - b.day);
  return bought.map(({ day, person }, index) => orderOn(dice, day, person, index));
}

function orderOn(dice: Dice, day: number, person: SamplePerson, index: number): SampleOrder {
  const [product, fen] = dice.pick(PRODUCTS);
  const quantity = dice.next() < 0.8 ? 1 : 2 + dice.below(3);
  const hour = dice.next() < 0.6 ? 19 + dice.below(4) : 9 + dice.below(10);
  const at = new Date(day * DAY_MS - SHANGHAI_MS + ((hour * 60 + dice.below(60)) * 60 + dice.below(60)) * 1000);
  const discount = dice.next() < 0.3 ? 0.9 : 1;
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  const orderId = `${date}${String(index + 1).padStart(8, '0')}`;
  return { orderId, at, person, product, quantity, amountFen: Math.round((fen * quantity * discount) / 10) * 10 };
}

const HEADER = '订单号,下单时间,收货人,手机,邮箱,收货地址,商品,数量,实付金额';

/**
 * The orders as a Chinese shop system exports them: GB18030, a guard around order numbers, a tab before mobiles, ¥ with thousands separators;
 * every 20th number is a privacy number and every 40th a mask. `faults` adds rows that the importer must refuse.
 */
export function ordersCsv(orders: readonly SampleOrder[], faults = 0): Buffer {
  const lines = orders.map((order, index) => {
    const { person } = order;
    const mobile =
      index % 40 === 39 ? masked(person.mobile) : index % 20 === 19 ? `${person.mobile}-123` : person.mobile;
    const cells = [
      `="${order.orderId}"`,
      clockTime(order.at),
      person.name,
      `\t${mobile}`,
      person.email,
      person.address,
    ];
    return [...cells, order.product, String(order.quantity), quoted(yuan(order.amountFen))].join(',');
  });
  const broken = [
    '20260101000000x1,2026-02-30 10:00,周示例,13800009991,,,明前龙井茶 250g,1,¥268.00',
    "20260101000000x2,2026-01-02 10:00,=cmd|' /C calc'!A0,13800009992,,,亚麻围裙,1,¥89.00",
    '20260101000000x3,2026-01-03 10:00,吴示例,13800009993,,,原木香薰蜡烛,1,一百元',
    ',2026-01-04 10:00,郑示例,13800009994,,,长绒棉浴巾两条装,1,¥159.00',
  ].slice(0, faults);
  return iconv.encode(`${[HEADER, ...lines, ...broken].join('\r\n')}\r\n`, 'gb18030');
}

function masked(mobile: string): string {
  return `${mobile.slice(0, 3)}****${mobile.slice(7)}`;
}

function quoted(text: string): string {
  return `"${text}"`;
}

function yuan(fen: number): string {
  const whole = String(Math.floor(fen / 100)).replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `¥${whole}.${String(fen % 100).padStart(2, '0')}`;
}

function clockTime(at: Date): string {
  return new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ');
}
