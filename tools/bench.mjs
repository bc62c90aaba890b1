// Builds the server and the benchmarks, then runs them: `npm run bench -- [name …]`.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildServer, root, run } from './build.mjs';

buildServer();
run('typescript/bin/tsc', ['-b', 'bench']);
await import(pathToFileURL(join(root, 'dist/bench/run.js')).href);
