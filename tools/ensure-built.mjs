// Builds the server and the verifier when anything they are made of is newer than the last build. Two at once take turns.
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildServer, isStale, root } from './build.mjs';

const PATIENCE = 600;
const lock = join(root, 'dist/.building');
mkdirSync(join(root, 'dist'), { recursive: true });
let held = false;
for (let tries = 0; !held && isStale() && tries < PATIENCE; tries += 1) {
  try {
    mkdirSync(lock);
    held = true;
  } catch {
    await pause(200);
  }
}
try {
  if (isStale()) buildServer();
} finally {
  if (held) rmdirSync(lock);
}
