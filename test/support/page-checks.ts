import type { Page } from 'playwright-core';

/** Whether the page needs no sideways scrolling at its present width. */
export async function fitsTheScreen(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
}

/** Presses Tab until `selector` has the focus; false when it can't be reached by keyboard. */
export async function reachByTab(page: Page, selector: string): Promise<boolean> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return true;
  }
  return false;
}
