import type { FieldCode } from '../../register/index.ts';
import type { DigestHolder } from '../../vault/index.ts';
import { identifierForm } from './identify.ts';
import { countOlder, identifiersOf, renewDigests } from './store/digest-store.ts';

/** Identifiers whose value the vault may hold as a field. */
const HELD_AS: { readonly [type: string]: FieldCode } = {
  member_id: 'member_id',
  external_userid: 'wecom_id',
  openid: 'open_id',
};

function contactOf(values: ReadonlyMap<FieldCode, string> | undefined): string | undefined {
  const address = values?.get('mobile') ?? values?.get('email');
  return address === undefined ? undefined : JSON.stringify([address, values?.get('name') ?? '']);
}

/**
 * The digests of identifiers, for rotations of the index secret. Numbers of members and contacts of orders are computed anew from values that the vault
 * holds; any other moves when its value comes the next time.
 */
export const identifierDigests: DigestHolder = {
  name: 'customers.identifier',
  fields: ['member_id'],
  renew: renewDigests,
  left: countOlder,
  async formsOf(tx, people) {
    const values = new Map(people.map((each) => [each.person, each.values]));
    const forms: string[] = [];
    for (const { person, type, issuer, scope } of await identifiersOf(tx, [...values.keys()])) {
      const of = values.get(person);
      const value = type === 'order_contact' ? contactOf(of) : of?.get(HELD_AS[type] ?? 'behaviour');
      if (value !== undefined) forms.push(identifierForm({ type, issuer, scope, value }));
    }
    return forms;
  },
};
