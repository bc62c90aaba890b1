// `node tools/run.mjs PROGRAM [ARG …]` runs dist/PROGRAM.js, compiling first (quietly) when the sources are newer.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import './ensure-built.mjs';
import { root } from './build.mjs';

const [program, ...args] = process.argv.slice(2);
if (program === undefined) throw new Error('name a program, for example src/cli/judge');
const script = join(root, 'dist', `${program}.js`);
process.argv = [process.argv[0] ?? 'node', script, ...args];
await import(pathToFileURL(script).href);
