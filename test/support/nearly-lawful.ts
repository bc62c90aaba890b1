import * as fc from 'fast-check';
import { consent, type FactsPatch, factsWith, patched, separate } from '../../src/contexts/law/index.ts';
import { arbitraryChange } from './arbitrary-facts.ts';

type Loose = Record<string, unknown>;

/** The acts that the properties of the law speak of; a message is a use that reaches the person with an advertisement. */
export const ACTS_OF_PROPERTIES = ['use', 'provide', 'publish', 'export', 'transmit', 'message'] as const;
export type ActOfProperties = (typeof ACTS_OF_PROPERTIES)[number];

const TOLD = ['name', 'contact', 'purpose', 'method', 'kinds', 'rights_procedure'];
const guardian = { by: 'mother', relation_verified: true, given_at: '2026-01-06', withdrawn_at: null, separate: true };
const health = { data: { categories: ['name', 'health_condition'], sensitive_kinds: ['health'] } };

const ACTS: Readonly<Record<ActOfProperties, FactsPatch>> = {
  use: {},
  transmit: {},
  publish: { operation: 'publish' },
  provide: { operation: 'provide', recipient: { name: 'Brand B', role: 'independent_handler', told_in_notice: true } },
  export: {
    operation: 'export',
    cross_border: {
      ...{ recipient: 'HQ', told: TOLD, exporter_is_ciio: false, important_data: false },
      ...{ persons_nonsensitive_this_year: 5000, persons_sensitive_this_year: 3 },
      ...{ mechanism: 'standard_contract_filed', recipient_on_restricted_list: false },
    },
  },
  message: {
    ...{ purpose: 'marketing', channel: 'sms' },
    message: { commercial: true, sender_identity: true, opt_out_included: true, consent_proof_kept: true },
  },
};

/** Ways in which an act can be lawful; a message takes only those that keep consent as the basis. */
const SITUATIONS: readonly FactsPatch[] = [
  {},
  health,
  { subject: { birth_date: '2014-06-01' }, minor: { guardian_consent: guardian, child_rules_published: true } },
  {
    ...health,
    subject: { birth_date: '2014-06-01' },
    minor: { guardian_consent: guardian, child_rules_published: true },
  },
  { subject: { birth_date: '2009-06-01' } },
  { automated_decision: { used: true, opt_out_provided: true, opted_out: false, major_effect: false } },
  { notice: { current_version: 'v2', change_notified: true } },
  { refusals_and_objections: [{ type: 'unsubscribe', at: '2026-01-05T09:01:00+08:00' }] },
  { retention: { keep_until: null }, notice: { retention_text: '2 years' } },
  { legal_basis: 'contract' },
  { legal_basis: 'contract', ...health },
  { legal_basis: 'legal_duty', basis_facts: { law_cited: 'Tax Collection Law 24' } },
  { legal_basis: 'emergency', basis_facts: { emergency_ongoing: true }, notice: { shown_at: null } },
  { legal_basis: 'news', basis_facts: { public_interest: true } },
  {
    legal_basis: 'public_info',
    public_info: { lawfully_public: true, refused_by_person: false, major_effect: false, reasonable_scope: true },
  },
];

function consentsTo(purpose: string): FactsPatch[] {
  return [
    consent({ purpose }),
    separate({ purpose }),
    separate({ purpose, recipient: 'Brand B', told: TOLD }),
    separate({ purpose, covers: 'export', recipient: 'HQ' }),
    separate({ purpose, covers: 'sensitive_handling' }),
  ];
}

/** Acts of one sort that are lawful, each in its own way. */
export function lawfulActs(act: ActOfProperties): readonly FactsPatch[] {
  const purpose = act === 'message' ? 'marketing' : 'club_service';
  return SITUATIONS.filter((each) => act !== 'message' || each['legal_basis'] === undefined).map((situation) => {
    const facts = patched(patched(factsWith({ consents: consentsTo(purpose) }), situation), ACTS[act]);
    return act === 'transmit' ? { ...facts, operation: 'transmit' } : facts;
  });
}

/** Sets one field of facts, making the groups on its way. */
export function changed(facts: Loose, path: readonly string[], value: unknown): Loose {
  const [name = '', ...rest] = path;
  const inner = facts[name];
  if (rest.length === 0) return { ...facts, [name]: value };
  return {
    ...facts,
    [name]: changed(typeof inner === 'object' && inner !== null ? (inner as Loose) : {}, rest, value),
  };
}

const EARLIER = '2026-02-01T00:00:00+08:00';

/** What can befall one consent. */
const BLOWS: readonly Loose[] = [
  { withdrawn_at: EARLIER },
  { valid_until: EARLIER },
  { how: 'silence' },
  { bundled_with: ['newsletter'] },
  { channel: 'email' },
  { one_time: true, used_at: EARLIER },
  { given_at: '2026-03-01' },
];

const blow = fc.record({ at: fc.nat({ max: 4 }), what: fc.constantFrom(...BLOWS) });

/** Lawful acts of one sort with up to two fields changed and up to two consents struck, so that many are just allowed and many just denied. */
export function nearlyLawful(act: ActOfProperties): fc.Arbitrary<Loose> {
  const operation = act === 'message' ? 'use' : act;
  return fc
    .tuple(
      fc.constantFrom(...lawfulActs(act)),
      fc.array(arbitraryChange, { maxLength: 2 }),
      fc.array(blow, { maxLength: 2 }),
    )
    .map(([facts, changes, blows]) => {
      const struck = blows.reduce<Loose[]>(
        (all, { at, what }) => all.map((each, index) => (index === at ? { ...each, ...what } : each)),
        facts['consents'] as unknown as Loose[],
      );
      return changes.reduce<Loose>((all, { path, value }) => changed(all, path, value), { ...facts, consents: struck });
    })
    .map((facts) => ({ ...facts, operation }));
}
