import { describe, expect, it } from 'vitest';
import { createMetrics } from '../http/index.ts';
import { createLogger } from '../platform/logging.ts';
import { addLogGauges, createLogScanner } from './log-scanner.ts';

describe('the log', () => {
  it('loses personal information before a line is written, stays JSON, and counts it', async () => {
    const lines: string[] = [];
    const scanner = createLogScanner();
    const log = createLogger({
      level: 'info',
      destination: { write: (line) => void lines.push(line) },
      scan: scanner.scan,
    });
    log.info({ mobile: 13800138000, note: '客户张伟，邮箱 zhang.wei@qq.com' }, 'called 138-0013-8000');
    log.info({ route: '/api/v1/persons/:id', id: '0193f3a0-0000-7000-8000-000000000001' }, 'done in 12 ms');
    expect(lines.map((line) => JSON.parse(line) as Record<string, unknown>)).toMatchObject([
      { mobile: '[手机号]', note: '客户[姓名]，邮箱 [邮箱]', msg: 'called [手机号]' },
      { route: '/api/v1/persons/:id', id: '0193f3a0-0000-7000-8000-000000000001', msg: 'done in 12 ms' },
    ]);
    expect(Object.fromEntries(scanner.counts)).toEqual({ mobile: 2, name: 1, email: 1 });
    const metrics = createMetrics();
    addLogGauges(metrics, scanner);
    expect(await metrics.registry.getSingleMetricAsString('zhinuo_log_findings')).toContain('zhinuo_log_findings 4');
  });
});
