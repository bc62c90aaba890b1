import { SeededRandom } from './seeded-random.ts';

/** Somebody invented. Mobiles lie in a block that the demo's gateway alone serves; mail goes to example domains (RFC 2606). */
export interface SamplePerson {
  readonly name: string;
  readonly mobile: string;
  readonly email: string;
  /** What they answer to the box, and which addresses they confirm. */
  readonly marketing: boolean;
  readonly confirms: readonly ('sms' | 'email')[];
}

const FAMILY =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢'.split('');
const GIVEN = '晨雨桐欣怡子涵梓萱若溪一诺思远浩然嘉宁可心书瑶景行知夏以沫清和望舒云舟星野南乔安然念初'.split('');

/** The sample brand's people: about seven in ten agree to marketing, and most of those confirm both addresses. */
export function samplePeople(count: number): SamplePerson[] {
  const random = new SeededRandom(20261111);
  return Array.from({ length: count }, (_, index) => {
    const name = random.of(FAMILY) + random.of(GIVEN) + (random.next() < 0.7 ? random.of(GIVEN) : '');
    const marketing = random.next() < 0.7;
    const mood = random.next();
    const confirms = !marketing || mood < 0.08 ? [] : mood < 0.18 ? (['sms'] as const) : (['sms', 'email'] as const);
    return {
      name,
      mobile: `1380000${String(1000 + index).padStart(4, '0')}`,
      email: `guest${String(index + 1).padStart(3, '0')}@example.${index % 3 === 0 ? 'com' : 'net'}`,
      marketing,
      confirms,
    };
  });
}
