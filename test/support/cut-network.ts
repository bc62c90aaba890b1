import type { Page } from 'playwright-core';

/** Every request to these addresses fails until `mendNetwork`, as in a lift. */
export async function cutNetwork(page: Page, pattern: string): Promise<void> {
  await page.route(pattern, (route) => route.abort('internetdisconnected'));
}

/** Ends a cut, and tells the page as a browser does. */
export async function mendNetwork(page: Page, pattern: string): Promise<void> {
  await page.unroute(pattern);
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
}

/** The next request that changes something at these addresses arrives and is done, but its answer is lost on its way back. */
export async function loseNextAnswer(page: Page, pattern: string): Promise<void> {
  let lost = false;
  await page.route(pattern, async (route) => {
    if (lost || !['POST', 'PUT', 'DELETE'].includes(route.request().method())) {
      await route.fallback();
      return;
    }
    lost = true;
    await route.fetch({ maxRedirects: 0 });
    await route.abort('connectionreset');
  });
}
