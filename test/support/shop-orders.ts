import iconv from 'iconv-lite';
import type { SamplePerson } from '../../src/cli/demo/sample-people.ts';

const DAY = 86_400_000;

/** An order export of the shop (GB18030): one order for each person and number of days before `now`. */
export function shopOrders(
  now: Date,
  orders: readonly { readonly person: SamplePerson; readonly daysAgo: readonly number[] }[],
): Buffer {
  const rows = ['订单编号,付款时间,收货人,手机,详细地址,商品名称,数量,实付金额'];
  for (const { person, daysAgo } of orders)
    for (const days of daysAgo) {
      const at = new Date(now.getTime() - days * DAY).toISOString();
      const number = `\t2026${String(rows.length).padStart(8, '0')}`;
      const paid = `${at.slice(0, 10)} ${at.slice(11, 19)}`;
      rows.push(`${number},${paid},${person.name},\t${person.mobile},上海市徐汇区示例路1号,桂花乌龙,1,¥18.00`);
    }
  return iconv.encode(rows.join('\r\n'), 'gb18030');
}
