import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, sourceFiles } from './source-files.ts';

// Who may call whom; acyclic. Everything but law, platform and evidence may also call access.
const BELOW: Record<string, readonly string[]> = {
  law: [],
  evidence: [],
  access: ['evidence'],
  register: ['law', 'evidence'],
  consent: ['register', 'law', 'evidence'],
  vault: ['consent', 'register', 'evidence'],
  customers: ['vault', 'consent', 'register', 'evidence'],
  capture: ['customers', 'vault', 'consent', 'register', 'evidence'],
  orders: ['customers', 'vault', 'consent', 'register', 'evidence'],
  engagement: ['orders', 'capture', 'customers', 'vault', 'consent', 'register', 'evidence'],
  collaboration: ['customers', 'vault', 'consent', 'register', 'evidence'],
  rights: ['collaboration', 'engagement', 'orders', 'capture', 'customers', 'vault', 'consent', 'register', 'evidence'],
  governance: [
    'rights',
    'collaboration',
    'engagement',
    'orders',
    'capture',
    'customers',
    'vault',
    'consent',
    'register',
    'law',
    'evidence',
  ],
};
const WITHOUT_ACCESS = new Set(['law', 'evidence', 'access']);

const contextOf = (path: string): string | undefined => /^src\/contexts\/([^/]+)\//.exec(path)?.[1];
const mayCall = (from: string, to: string): boolean =>
  BELOW[from]?.includes(to) === true || (to === 'access' && !WITHOUT_ACCESS.has(from));

const files = sourceFiles('src');

describe('the context map', () => {
  it('saw the files of every context', () => {
    const folders = readdirSync(join(root, 'src/contexts'));
    expect(folders.length).toBeGreaterThan(5);
    for (const folder of folders) {
      expect(Object.keys(BELOW)).toContain(folder);
      expect(files.filter((file) => contextOf(file.path) === folder).length).toBeGreaterThan(2);
    }
    expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(200);
  });

  it('is kept: a context calls only those below it, and only through their front door', () => {
    const broken = files.flatMap((file) => {
      const from = contextOf(file.path);
      if (from === undefined) return [];
      return file.imports
        .filter((target) => {
          const to = contextOf(target);
          return to !== undefined && to !== from && !(mayCall(from, to) && target === `src/contexts/${to}/index.ts`);
        })
        .map((target) => `${file.path} -> ${target}`);
    });
    expect(broken).toEqual([]);
  });

  it('lets platform know no context, and contexts know neither the server nor the commands', () => {
    const broken = files.flatMap((file) =>
      file.imports
        .filter(
          (target) =>
            (file.path.startsWith('src/platform/') && /^src\/(contexts|http|cli)\//.test(target)) ||
            (file.path.startsWith('src/contexts/') &&
              !file.path.endsWith('.test.ts') &&
              /^src\/(http|cli|main)/.test(target)),
        )
        .map((target) => `${file.path} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('lets everything outside the contexts use front doors only', () => {
    const broken = files
      .filter((file) => contextOf(file.path) === undefined)
      .flatMap((file) =>
        file.imports
          .filter((target) => contextOf(target) !== undefined && !/\/index\.ts$/.test(target))
          .map((target) => `${file.path} -> ${target}`),
      );
    expect(broken).toEqual([]);
  });

  it('lets the SDK import nothing: neither the server nor a package', () => {
    const sdk = sourceFiles('sdk/src').filter(({ path }) => !path.endsWith('.test.ts'));
    expect(sdk.length).toBeGreaterThan(10);
    const broken = sdk.flatMap((file) =>
      file.imports.filter((target) => !target.startsWith('sdk/src/')).map((target) => `${file.path} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('keeps domain pure: no I/O, no clock, no store', () => {
    const domain = files.filter((file) => /\/domain\//.test(file.path) && !file.path.endsWith('.test.ts'));
    expect(domain.length).toBeGreaterThan(20);
    const broken = domain.flatMap((file) => [
      ...file.valueImports
        .filter(
          (target) =>
            /^(node:(fs|net|http|https|child_process|dns|tls|worker_threads)|pg$|fastify|nodemailer|@duckdb)/.test(
              target,
            ) || /\/(store|http|database|jobs)\//.test(target),
        )
        .map((target) => `${file.path} -> ${target}`),
      ...(/\bDate\.now\(\)|new Date\(\)/.test(file.text) ? [`${file.path} reads the clock`] : []),
    ]);
    expect(broken).toEqual([]);
  });

  it('reads the environment in config.ts and the clock in clock.ts only', () => {
    const broken = files
      .filter((file) => !file.path.endsWith('.test.ts'))
      .filter(
        (file) =>
          (/process\.env\b/.test(file.text) && file.path !== 'src/config.ts') ||
          (/\bDate\.now\(\)|new Date\(\)/.test(file.text) && file.path !== 'src/platform/clock.ts'),
      )
      .map((file) => file.path);
    expect(broken).toEqual([]);
  });

  it('keeps SQL of a context to its own schema', () => {
    const schemas = Object.keys(BELOW).join('|');
    const reference = new RegExp(`\\b(?:from|join|into|update|table|references)\\s+(${schemas})\\.`, 'gi');
    const broken = files
      .filter((file) => !file.path.endsWith('.test.ts'))
      .flatMap((file) => {
        const own = contextOf(file.path);
        if (own === undefined) return [];
        return [...file.text.matchAll(reference)]
          .filter((match) => match[1] !== own)
          .map((match) => `${file.path}: ${match[0]}`);
      });
    expect(broken).toEqual([]);
  });
});
