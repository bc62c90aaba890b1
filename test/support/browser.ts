import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const BUILT_PAGES = fileURLToPath(new URL('../../dist/web/', import.meta.url));

/** The desktop and the phone that pages are tried on, in CSS pixels. */
export const DESKTOP = { width: 1280, height: 860 };
export const PHONE = { width: 360, height: 740 };

/** How long a page may take for one step on two busy cores, milliseconds; below the limit of a test, so that the step is named that hangs. */
export const PATIENCE_MS = 120_000;

/** Debian's Chromium, headless, without its calls to its maker. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['ZHINUO_TEST_CHROMIUM'] ?? CANDIDATES.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error('no Chromium: apt-get install chromium, or set ZHINUO_TEST_CHROMIUM');
  // A page that was never built is waited for in vain.
  if (!existsSync(BUILT_PAGES)) throw new Error('the pages are not built: npm run build');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--font-render-hinting=none',
    ],
  });
}

/** What a page did that it should not have: console errors, failed scripts, requests to other hosts. */
export interface PageWatch {
  readonly problems: string[];
}

/** A page of a new context, in Chinese and Shanghai time; everything that goes wrong in it is collected. */
export async function openPage(
  browser: Browser,
  size: { width: number; height: number },
  options: { baseURL: string; locale?: string; phone?: boolean },
): Promise<{ page: Page; context: BrowserContext; watch: PageWatch }> {
  const context = await browser.newContext({
    viewport: size,
    locale: options.locale ?? 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    baseURL: options.baseURL,
    hasTouch: options.phone === true,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const problems: string[] = [];
  const host = new URL(options.baseURL).host;
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      problems.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.host !== host) problems.push(`request to another host: ${url.host}`);
  });
  return { page, context, watch: { problems } };
}

/** Serious and critical findings of axe-core on the page as it stands while nothing fades, moves or is at work, as "rule: selector". */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  for (;;) {
    const { found, moved } = await page.evaluate(lookOnce);
    // A message that began to fade meanwhile is no finding of the page: it is looked at again when the message is gone.
    if (found.length === 0 || !moved) return found;
  }
}

// Runs in the page.
async function lookOnce(): Promise<{ found: string[]; moved: boolean }> {
  const { axe: engine } = window as unknown as {
    axe: { run(): Promise<{ violations: { id: string; impact: string | null; nodes: { target: unknown[] }[] }[] }> };
  };
  let moved = false;
  const move = () => {
    moved = true;
  };
  const moves = ['animationstart', 'transitionrun'] as const;
  // Whatever ends by itself; in the same step as the look begins, so that nothing begins in between unseen.
  const moving = () =>
    document.getAnimations().filter(({ effect, playState }) => {
      return playState !== 'finished' && effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
    });
  // A button that is at work is paler, and takes no press, until its request is over.
  const busy = () => document.querySelector('.ant-btn-loading') !== null;
  for (let now = moving(); now.length > 0 || busy(); now = moving()) {
    await Promise.all(now.map(({ finished }) => finished.catch(() => undefined)));
    await new Promise(requestAnimationFrame);
  }
  for (const each of moves) document.addEventListener(each, move, true);
  const { violations } = await engine.run();
  if (busy()) moved = true;
  for (const each of moves) document.removeEventListener(each, move, true);
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return { found: grave.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`)), moved };
}
