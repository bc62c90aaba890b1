import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const read = (environment: Record<string, string>) => readConfig(environment, '/web');

function problemsOf(environment: Record<string, string>) {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(read({})).toEqual({
      host: '127.0.0.1',
      port: 8600,
      dataDirectory: join(process.cwd(), '.zhinuo'),
      keysDirectory: join(process.cwd(), '.zhinuo', 'keys'),
      journalDirectory: join(process.cwd(), '.zhinuo', 'journal'),
      logDirectory: join(process.cwd(), '.zhinuo', 'log'),
      inboxDirectory: join(process.cwd(), '.zhinuo', 'inbox'),
      attestation: {},
      publicUrl: 'http://127.0.0.1:8600',
      trustedProxies: [],
      outboxHosts: [],
      warehouseHosts: [],
      defenceDays: 1096,
      leaseSeconds: 5,
      unknownAge: 'deny_where_age_decides',
      logLevel: 'info',
      webRoot: '/web',
    });
  });

  it('is frozen, and an empty variable is none', () => {
    const config = read({ ZHINUO_DATABASE_URL: '', ZHINUO_BOOTSTRAP_KEY: ' ' });
    expect(Object.isFrozen(config)).toBe(true);
    expect(config.databaseUrl).toBeUndefined();
  });

  it('reports every problem at once by the name of its variable, without its value', () => {
    const short = 'only-thirty-one-characters-long';
    const error = problemsOf({
      ZHINUO_PORT: '70000',
      ZHINUO_BOOTSTRAP_KEY: short,
      ZHINUO_DATABASE_URL: 'mysql://user:hunter2@db',
      ZHINUO_PUBLIC_URL: 'https://crm.example.cn/path',
      ZHINUO_ROOT_KEY_FILE: '/nowhere/root.key',
      ZHINUO_SMS_ACCESS_KEY_ID: 'id',
      ZHINUO_SMTP_URL: 'smtp://mail.example.cn',
      ZHINUO_TSA_URL: 'http://tsa.example.cn/tsa',
      ZHINUO_TYPO: '1',
      ZHINUO_UNKNOWN_AGE: 'allow',
    });
    expect(error.problems.map((problem) => problem.variable).sort()).toEqual([
      'ZHINUO_BOOTSTRAP_KEY',
      'ZHINUO_DATABASE_URL',
      'ZHINUO_PORT',
      'ZHINUO_PUBLIC_URL',
      'ZHINUO_ROOT_KEY_FILE',
      'ZHINUO_SMS_ACCESS_KEY_SECRET',
      'ZHINUO_SMS_SIGNATURE',
      'ZHINUO_SMTP_FROM',
      'ZHINUO_TSA_ROOTS',
      'ZHINUO_TYPO',
      'ZHINUO_UNKNOWN_AGE',
    ]);
    expect(error.message).not.toContain(short);
    expect(error.message).not.toContain('hunter2');
  });

  it("does not let the keys lie inside the database's directory", () => {
    const error = problemsOf({ ZHINUO_DATA: '/srv/zhinuo', ZHINUO_KEYS: '/srv/zhinuo/cluster/keys' });
    expect(error.problems[0]?.variable).toBe('ZHINUO_KEYS');
  });
});
