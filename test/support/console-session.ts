import type { Page } from 'playwright-core';
import { openDemoStaff } from '../../src/cli/demo/demo-staff.ts';
import type { RunningProduct } from './running-product.ts';

/** Signs the page in as staff with this role by a one-time link, as the demo prints it. */
export async function signInToConsole(
  page: Page,
  product: Pick<RunningProduct, 'base' | 'apiKey'>,
  role: 'administrator' | 'dpo' | 'marketer',
): Promise<void> {
  const links = await openDemoStaff(product);
  const link = links[['administrator', 'dpo', 'marketer'].indexOf(role)];
  if (link === undefined) throw new Error('there is no link');
  await page.goto(link.url);
  if (!page.url().includes('/console')) await page.click('form button');
  await page.waitForURL(/\/console/);
}
