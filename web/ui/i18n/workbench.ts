import type { Catalogue } from './translate.ts';

export const workbenchText = {
  purpose: [
    '今天需要您的事、正在进行的工作、触达与授权的现状。',
    'What needs you today, what is running, and where reach and consent stand.',
  ],
} as const satisfies Catalogue;
