/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: the vendor's templates use the same brackets */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advertSubject, lintEmail, lintSms } from './message-lint.ts';
import { isOptOutReply } from './reply-keyword.ts';
import { mayBecome, type SendState } from './send-state.ts';
import { earliestSending, USUAL_HOURS } from './sending-hours.ts';
import { composeSms, countSmsParts, fillTemplate } from './sms-text.ts';

describe('billing parts of a text message', () => {
  it.each([
    [0, 0],
    [1, 1],
    [69, 1],
    [70, 1],
    [71, 2],
    [134, 2],
    [135, 3],
    [201, 3],
    [202, 4],
  ])('%i characters cost %i parts', (characters, parts) => {
    expect(countSmsParts('茶'.repeat(characters))).toEqual({ characters, parts });
    expect(countSmsParts('a'.repeat(characters)).parts).toBe(parts);
  });

  it('counts the signature and the opt-out, and an emoji as two', () => {
    expect(composeSms({ signName: '栖野茶饮', body: '新品', commercial: true })).toBe('【栖野茶饮】新品拒收请回复R');
    expect(countSmsParts('😀').characters).toBe(2);
  });

  it('does not double an opt-out that the template holds', () => {
    expect(composeSms({ signName: '茶', body: '新品,拒收请回复R', commercial: true })).toBe('【茶】新品,拒收请回复R');
  });

  it('is undefined while a variable of the template has no value, and fills values once', () => {
    expect(fillTemplate('${a}和${b}', { a: '1' })).toBeUndefined();
    expect(fillTemplate('${a}和${b}', { a: '${b}', b: '2' })).toBe('${b}和2');
  });
});

describe('a reply that says no', () => {
  it.each([
    'R',
    '\uff32',
    '\uff34\uff24',
    '\uff52\u3000',
    'r',
    'R',
    'r',
    ' R ',
    'R。',
    '"R"',
    'TD',
    'td',
    'TD',
    'T D',
    '退订',
    '退订!',
    '退 订',
    '拒收',
    'Stop',
    '\u200bR',
    '退订,别再发了',
    'rr',
    '回复R',
    '请回复ＴＤ',
    '【栖野茶饮】R',
    '拒绝',
    'Unsubscribe',
    '我要退订',
    '请退订，谢谢',
    '怎么退订？',
    '请不要再给我发短信了',
    '别发了',
    '别再发了！',
    '不想收到你们的广告',
    '请勿骚扰',
  ])('understands %s', (reply) => expect(isOptOutReply(reply)).toBe(true));
  it.each([
    '',
    '你好',
    'R2D2',
    'OK',
    '1',
    '怎么退订单',
    'TDK',
    '谢谢',
    '我要退货',
    '我没有退订',
    '不退订',
    '别发货了',
    '请不要再发货',
    '拒收订单',
    '取消订单',
    '回复好的',
  ])('leaves %s alone', (reply) => expect(isOptOutReply(reply)).toBe(false));
});

describe('sending hours', () => {
  it.each([
    ['2026-11-21T07:59:59+08:00', '2026-11-21T08:00:00+08:00'],
    ['2026-11-21T08:00:00+08:00', '2026-11-21T08:00:00+08:00'],
    ['2026-11-21T20:59:59+08:00', '2026-11-21T20:59:59+08:00'],
    ['2026-11-21T21:00:00+08:00', '2026-11-22T08:00:00+08:00'],
    ['2026-12-31T23:30:00+08:00', '2027-01-01T08:00:00+08:00'],
    ['2026-11-21T16:30:00Z', '2026-11-22T00:00:00Z'],
  ])('at %s a commercial message leaves at %s', (now, earliest) => {
    expect(earliestSending(new Date(now), USUAL_HOURS)).toEqual(new Date(earliest));
  });

  it('never goes back, and always ends inside the hours', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (now) => {
        const earliest = earliestSending(now, USUAL_HOURS);
        expect(earliest.getTime()).toBeGreaterThanOrEqual(now.getTime());
        expect(earliestSending(earliest, USUAL_HOURS)).toEqual(earliest);
      }),
    );
  });
});

describe('what a message lacks', () => {
  it('refuses a text message without identity or opt-out', () => {
    expect(lintSms('新品上市,拒收请回复R', true)).toHaveLength(1);
    expect(lintSms('【栖野茶饮】新品上市', true)).toHaveLength(1);
    expect(lintSms('【栖野茶饮】新品上市', false)).toEqual([]);
    expect(lintSms('【栖野茶饮】【假冒】新品拒收请回复R', true)).toHaveLength(1);
  });

  it('marks an advertising mail once', () => {
    expect(advertSubject('新品')).toBe('\uff08广告\uff09新品');
    expect(advertSubject('\uff08广告\uff09新品')).toBe('\uff08广告\uff09新品');
    expect(advertSubject('AD: tea')).toBe('AD: tea');
    expect(advertSubject('Advent calendar')).toBe('\uff08广告\uff09Advent calendar');
  });

  it('refuses a subject that could carry a header', () => {
    expect(lintEmail({ subject: 'a\r\nBcc: b', text: 'x' })).toHaveLength(1);
  });
});

describe('send states', () => {
  it('lead to a hand-off only from reserved, and back to reserved only from a call that surely reached nobody', () => {
    const all: SendState[] = [
      'reserved',
      'handing_off',
      'accepted',
      'rejected',
      'unknown',
      'refused_at_handoff',
      'stopped',
      'delivered',
      'undelivered',
    ];
    expect(all.filter((state) => mayBecome(state, 'handing_off'))).toEqual(['reserved']);
    expect(all.filter((state) => mayBecome(state, 'reserved'))).toEqual(['handing_off']);
  });
});
