import iconv from 'iconv-lite';
import { buyingDays } from './buying-rhythm.ts';
import type { SamplePerson } from './sample-people.ts';
import { SeededRandom } from './seeded-random.ts';

const DRINKS = [
  ['桂花乌龙', 18],
  ['山野青柠茶', 16],
  ['栗香拿铁', 24],
  ['杨枝甘露', 26],
  ['茉莉奶绿', 15],
  ['冷泡白茶(瓶)', 22],
] as const;
const CITIES = ['上海市徐汇区示例路', '杭州市西湖区样例街', '南京市鼓楼区试验巷', '苏州市姑苏区演示路'];
const DAY = 86_400_000;
const HISTORY_DAYS = 150;

/**
 * An order export as shop systems make it: GB18030, a tab before long numbers, amounts with ¥, dates up to yesterday. Some rows belong to people
 * who never saw the form: they come in without proof of notice.
 */
export function orderExport(people: readonly SamplePerson[], now: Date): Buffer {
  const random = new SeededRandom(7);
  const rows = [['订单编号', '付款时间', '收货人', '手机', '详细地址', '商品名称', '数量', '实付金额']];
  const strangers = Array.from({ length: 40 }, (_, index) => ({
    name: `访客${String.fromCharCode(0x4e00 + index * 7)}`,
    mobile: `1390000${String(2000 + index)}`,
  }));
  let number = 0;
  for (const person of [...people, ...strangers]) {
    for (const ago of buyingDays(random, HISTORY_DAYS)) {
      number += 1;
      // Between nine in the morning and eleven at night in China, as many days ago.
      const today = Math.floor((now.getTime() + 8 * 3_600_000) / DAY);
      const at = new Date((today - ago) * DAY + 3_600_000 + random.below(14 * 3600) * 1000);
      const [drink, price] = random.of(DRINKS);
      const quantity = 1 + random.below(3);
      const day = new Date(at.getTime() + 8 * 3_600_000).toISOString();
      rows.push([
        `\t2026${String(10_000_000 + number)}`,
        `${day.slice(0, 10)} ${day.slice(11, 19)}`,
        person.name,
        `\t${person.mobile}`,
        `${random.of(CITIES)}${1 + random.below(200)}号`,
        drink,
        String(quantity),
        `¥${(price * quantity).toFixed(2)}`,
      ]);
    }
  }
  return iconv.encode(rows.map((row) => row.join(',')).join('\r\n'), 'gb18030');
}
