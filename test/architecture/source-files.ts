import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export interface SourceFile {
  /** Path from the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Relative imports, resolved to paths from the root; packages as they are written. */
  readonly imports: readonly string[];
  /** The same without imports of types, which are gone at run time. */
  readonly valueImports: readonly string[];
}

function* walk(directory: string): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

const IMPORT =
  /(?:^|[\s;}])(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\s*\(\s*['"]([^'"]+)['"]\s*\)|^import\s*['"]([^'"]+)['"]/gm;

function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    return target.startsWith('.')
      ? relative(root, resolve(dirname(path), target))
          .split(sep)
          .join('/')
      : target;
  });
}

/** TypeScript of some folders of the repository. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return folders
    .flatMap((folder) => [...walk(join(root, folder))])
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => {
      const text = readFileSync(path, 'utf8');
      const values = text.replace(/^(import|export) type\s[^'"]*?from\s*['"][^'"]+['"];?/gm, '');
      return {
        path: relative(root, path).split(sep).join('/'),
        text,
        imports: importsOf(path, text),
        valueImports: importsOf(path, values),
      };
    });
}
