import type { Catalogue } from './translate.ts';

export const network = {
  unreachable: ['连接不上服务器。您的操作没有提交。', 'The server cannot be reached. Nothing was submitted.'],
  answered: ['服务器答复 {status}', 'The server answered {status}'],
} as const satisfies Catalogue;
