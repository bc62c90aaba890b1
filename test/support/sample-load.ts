import { answerForm } from '../../src/cli/demo/answer-form.ts';
import { loadSample } from '../../src/cli/demo/load-sample.ts';
import { FORM } from '../../src/cli/demo/sample-brand.ts';
import type { SamplePerson } from '../../src/cli/demo/sample-people.ts';
import type { RunningProduct } from './running-product.ts';

export {
  CAMPAIGN,
  DELIVERY,
  EMAIL_CAMPAIGN,
  FORM,
  MARKETING,
  NOTICE,
  SEGMENT,
} from '../../src/cli/demo/sample-brand.ts';

/** Loads the demo's brand with `people` invented people through the public API and the hosted form, as `npm run demo` does. */
export async function loadBrand(product: Loadable, people = 0): Promise<void> {
  await loadSample(product, { people, say: () => undefined, now: product.clock.now() });
}

type Loadable = Pick<RunningProduct, 'base' | 'apiKey' | 'gateway' | 'inbox' | 'clock'>;

/** An invented person; mobile and address are made from `n`, apart from those of the sample. */
export function someone(n: number, changes: Partial<SamplePerson> = {}): SamplePerson {
  return {
    name: `林小${'甲乙丙丁戊己庚辛'.charAt(n % 8)}`,
    mobile: `1370000${String(n).padStart(4, '0')}`,
    email: `person${n}@example.org`,
    marketing: true,
    confirms: ['sms', 'email'],
    ...changes,
  };
}

/** This person answers the form and enters the codes; the person's id, as the API finds it. */
export async function joins(product: RunningProduct, person: SamplePerson): Promise<string> {
  await answerForm(product.base, FORM.code, person, product);
  return personOf(product, person.mobile);
}

/** The id of the newest record with this mobile. */
export async function personOf(product: RunningProduct, mobile: string): Promise<string> {
  const search = { field: 'mobile', value: mobile };
  const { items } = await product.api.call<{ items: { id: string }[] }>('POST', '/api/v1/persons/searches', search);
  const id = items[0]?.id;
  if (id === undefined) throw new Error('nobody has this mobile');
  return id;
}

/** What the gate says about a message to this person. */
export async function mayMarket(product: RunningProduct, person: string, channel: 'sms' | 'email') {
  return product.api.call<{ outcome: string; articles: string[]; reasons: { code: string }[] }>(
    'POST',
    '/api/v1/decisions',
    {
      person,
      activity: 'marketing',
      operation: 'use',
      channel,
      message: { senderIdentity: true, optOutIncluded: true },
    },
  );
}
