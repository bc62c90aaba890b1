import type { Bilingual } from '../../../../platform/failure.ts';

/** How the product's own events are called; those of a tracking plan are called what the plan says. */
export const EVENTS: Readonly<Record<string, Bilingual>> = {
  purchase: { zh: '购买', en: 'Purchase' },
  '@page': { zh: '浏览页面', en: 'Page view' },
  '@screen': { zh: '浏览屏幕', en: 'Screen view' },
};
