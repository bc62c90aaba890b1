import type { Page } from 'playwright-core';

/**
 * Whether the page comes to need no sideways scrolling at its present width. After a change of width a page lays itself out in steps (the
 * navigation becomes a drawer), so the condition is waited for; false when it is still not met after a minute.
 */
export async function fitsTheScreen(page: Page): Promise<boolean> {
  const fits = page.waitForFunction(() => document.documentElement.scrollWidth <= window.innerWidth, undefined, {
    timeout: 60_000,
  });
  return fits.then(
    () => true,
    () => false,
  );
}

/** Presses Tab until `selector` has the focus; false when it can't be reached by keyboard. */
export async function reachByTab(page: Page, selector: string): Promise<boolean> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return true;
  }
  return false;
}
