import { describe, expect, it } from 'vitest';
import { scrubbedName, withoutPersonal } from './strip-personal.ts';
import { applyPlan } from './tracking-plan.ts';

describe('undeclared properties', () => {
  it('lose personal information at every depth; what a name calls an order number stays', () => {
    const properties = {
      revenue: 12.5,
      remark: '请联系张伟，电话13800138000',
      phone: 13800138000,
      nested: { deep: ['zhang.wei@qq.com'], order_no: '13912345678' },
    };
    const { planned, stripped } = withoutPersonal(applyPlan(undefined, properties, true));
    expect(planned.kept).toEqual({
      revenue: 12.5,
      remark: '请联系[姓名]，电话[手机号]',
      phone: '[手机号]',
      nested: { deep: ['[邮箱]'], order_no: '13912345678' },
    });
    expect(stripped).toEqual([
      { name: 'remark', kind: 'name' },
      { name: 'remark', kind: 'mobile' },
      { name: 'phone', kind: 'mobile' },
      { name: 'nested', kind: 'email' },
    ]);
  });

  it('stay as they are where the plan declares them', () => {
    const plan = { name: 'Noted', properties: { remark: { kind: 'text', field: 'behaviour' } } } as const;
    const { planned, stripped } = withoutPersonal(applyPlan(plan, { remark: '电话13800138000' }, true));
    expect([planned.kept, stripped]).toEqual([{ remark: '电话13800138000' }, []]);
  });

  it('are not kept deeper than any property of use, and have names without people', () => {
    let deep: unknown = '13800138000';
    for (let level = 0; level < 30; level += 1) deep = { deep };
    expect(JSON.stringify(withoutPersonal(applyPlan(undefined, { deep }, true)).planned.kept)).not.toContain('138001');
    expect(scrubbedName('bought_by 13800138000')).toBe('bought_by [手机号]');
  });
});
