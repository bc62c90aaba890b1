import type { Page } from 'playwright-core';
import type { SamplePerson } from '../../src/cli/demo/sample-people.ts';
import type { RunningProduct } from './running-product.ts';
import { until } from './until.ts';

type Phones = Pick<RunningProduct, 'gateway' | 'inbox'>;

const codeIn = (text: string | undefined) => /(?<!\d)\d{6}(?!\d)/.exec(text ?? '')?.[0];

/** The first code that reaches this mobile after the `seen` first messages of the gateway. */
export function codeBySms(phones: Phones, mobile: string, seen: number): Promise<string> {
  return until(() => codeIn(phones.gateway.messages.slice(seen).find((sms) => sms.mobile === mobile)?.text));
}

/** Opens the privacy centre on this page with a code to the person's phone. */
export async function enterPrivacyCentre(page: Page, product: Phones, person: SamplePerson): Promise<void> {
  const seen = product.gateway.messages.length;
  await page.goto('/me');
  await page.fill('#address', person.mobile);
  await page.click('button[type=submit]');
  await page.fill('#code', await codeBySms(product, person.mobile, seen));
  await page.click('button[type=submit]');
  await page.locator('.doors').waitFor();
}

/** The cookie of a privacy-centre session opened over the API. */
export async function privacyCentreCookie(
  product: Phones & Pick<RunningProduct, 'base'>,
  person: SamplePerson,
): Promise<string> {
  const seen = product.gateway.messages.length;
  const post = (path: string, body: object) =>
    fetch(product.base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: product.base },
      body: JSON.stringify(body),
    });
  const login = await post('/me/api/login', { channel: 'sms', address: person.mobile });
  const { challenge } = (await login.json()) as { challenge: string };
  const code = await codeBySms(product, person.mobile, seen);
  const session = await post('/me/api/session', { challenge, code });
  if (session.status !== 204) throw new Error(`the login answered ${session.status}`);
  return (session.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
}
