import { describe, expect, it } from 'vitest';
import { proposeKind } from './propose-kind.ts';
import { redactText } from './redact-text.ts';
import { scanText } from './scan-text.ts';

const read = (text: string) => scanText(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

describe('the scanner', () => {
  it.each([
    ['13800138000', 'mobile 13800138000'],
    ['请拨 +86 138-0013-8000', 'mobile +86 138-0013-8000'],
    ['８６１３８００１３８０００', 'mobile ８６１３８００１３８０００'],
    ['1 3 8 0 0 1 3 8 0 0 0', 'mobile 1 3 8 0 0 1 3 8 0 0 0'],
    ['138\u200b0013\u200b8000', 'mobile 138\u200b0013\u200b8000'],
    ['11010519491231002X', 'id_number 11010519491231002X'],
    ['11010519491231002x', 'id_number 11010519491231002x'],
    ['440306200802291237', 'id_number 440306200802291237'],
    ['310101 19900307 8010', 'id_number 310101 19900307 8010'],
    ['卡号6250 0000 0000 0004', 'bank_card 6250 0000 0000 0004'],
    ['010-62345678', 'landline 010-62345678'],
    ['(0755)88888888', 'landline (0755)88888888'],
    ['a.b@x.cn', 'email a.b@x.cn'],
    ['京A12345', 'plate 京A12345'],
    ['粤BD12345', 'plate 粤BD12345'],
    ['粤B12345D', 'plate 粤B12345D'],
    ['护照 E12345678', 'passport E12345678'],
    ['护照号：EA1234567', 'passport EA1234567'],
    ['IMEI:490154203237518', 'imei 490154203237518'],
    ['微信号：zhang_88', 'wechat_id zhang_88'],
    ['QQ：12345678', 'qq_id 12345678'],
    ['出生日期：1990-03-07', 'birth_date 1990-03-07'],
    ['幸福小区3栋2单元401室', 'address 幸福小区3栋2单元401室'],
    ['住在上海市浦东新区张江路88弄3号502室，', 'address 上海市浦东新区张江路88弄3号502室'],
    ['客户张伟的手机', 'name 张伟'],
    ['李娜女士您好', 'name 李娜'],
    ['患者阿依古丽·买买提已入院', 'name 阿依古丽·买买提'],
    ['今天洛桑·扎西女士到店', 'name 洛桑·扎西'],
    ['来电者自称于小雯，要求核实', 'name 于小雯'],
    ['持卡人 钟世平 预留', 'name 钟世平'],
    ['尺码不对。王建国要求退货', 'name 王建国'],
    ['钟离振波的合同已寄出', 'name 钟离振波'],
    ['送到滨江花园9-1-1269就行', 'address 滨江花园9-1-1269'],
    ['滨江路与和平里东街交叉口东方名都7栋', 'address 滨江路与和平里东街交叉口东方名都7栋'],
    ['新地址是余杭区红星巷99号东方名都19幢4单元1722室', 'address 余杭区红星巷99号东方名都19幢4单元1722室'],
  ])('finds what stands in %s', (text, finding) => {
    expect(read(text)).toEqual([finding]);
  });

  it.each([
    ['a number that no mobile has', '12800138000 138001380001'],
    ['an identity number with a wrong check character', '110105194912310021'],
    ['an identity number of a day that never was', '44030620070229123X'],
    ['a card that fails Luhn', '6250000000000005'],
    ['the code of an organisation', '统一社会信用代码 91350100M000100Y43'],
    ['an order number', '订单号：13800138000'],
    ['a tracking number', 'SF1234567890123'],
    ['instants', '1763769600000 1763769600 2026-11-22T10:11:12Z'],
    ['a number of a company', '400-123-4567'],
    ['a SIM of a thing', '1064612345678 14412345678901'],
    ['a passport number that nothing calls so', 'E12345678'],
    ['a plate with a letter that plates do not have', '京I12345'],
    ['a file and a shared mailbox', 'logo@2x.png info@x.cn'],
    ['words that begin like names', '高兴 白云 客户满意度很高，客户经理说方便'],
    ['a line of the underground', '地铁10号线'],
    ['a day that nobody was born on', '下单时间1990-03-07'],
    ['what begins a clause like a name', '和平台对接。由班主任登记，委托方名称。白天的，方案已经提交。东方明珠的票'],
    ['a machine', '127.0.0.1 192.168.1.20 v1.2.3.4'],
  ])('passes over %s', (_what, text) => {
    expect(read(text)).toEqual([]);
  });

  it('finds a list of names and the one beside a number', () => {
    expect(read('客户王芳、李娜和陈建国都来了')).toEqual(['name 王芳', 'name 李娜', 'name 陈建国']);
    expect(read('乘客赖海兰（证件：11010519491231002X）')).toEqual(['name 赖海兰', 'id_number 11010519491231002X']);
    expect(read('张三 男 13900139000')).toEqual(['name 张三', 'mobile 13900139000']);
  });

  it('proposes kinds for columns by their values, and by their header with less confidence', () => {
    expect(proposeKind('买家电话', ['13800138000', '13911112222'])).toEqual({ kind: 'mobile', confidence: 0.99 });
    expect(proposeKind('列1', ['张伟', '李娜', '王建国'])?.kind).toBe('name');
    expect(proposeKind('订单号', ['13800138000', '13911112222'])).toBeUndefined();
    expect(proposeKind('邮箱', ['无', '没有'])).toEqual({ kind: 'email', confidence: 0.35 });
  });

  it('puts marks in the place of what was found', () => {
    const text = '张三 男 13900139000';
    expect(redactText(text, scanText(text))).toBe('[姓名] 男 [手机号]');
  });
});
