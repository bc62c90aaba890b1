import { mkdirSync, writeFileSync } from 'node:fs';
import { lawPage } from '../contexts/law/index.ts';

mkdirSync('docs', { recursive: true });
writeFileSync('docs/law.md', lawPage());
