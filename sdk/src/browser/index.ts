import { start, type Zhinuo } from './zhinuo.ts';

export { SharedControlError } from './bind-form.ts';
export { type StartOptions, start, type Zhinuo } from './zhinuo.ts';

/** The SDK that the script's own element started (`<script data-key="…">`); undefined without a key. */
export const site: Zhinuo | undefined = ofScript();

function ofScript(): Zhinuo | undefined {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return undefined;
  const { key, lang, ui, server } = script.dataset;
  if (key === undefined) return undefined;
  return start({
    key,
    server: server ?? new URL(script.src).origin,
    ...(lang === undefined ? {} : { locale: lang === 'en' ? 'en' : 'zh-CN' }),
    ui: ui === 'none' ? 'none' : 'banner',
  });
}
