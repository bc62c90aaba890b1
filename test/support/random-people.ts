import fc from 'fast-check';

const channel = fc.constantFrom<'sms' | 'email'>('sms', 'email');
const age = fc.constantFrom(
  {},
  { adult: true },
  { fourteen: true },
  { adult: true, sign: true },
  { fourteen: true, sign: true },
  { birthDate: '1990-05-01', sign: true },
  { birthDate: '1990-05-01' },
  { birthDate: '2008-11-10' },
  { birthDate: '2008-11-11' },
  { birthDate: '2008-11-12' },
  { birthDate: '2008-02-29' },
  { birthDate: '2012-11-11' },
  { birthDate: '2012-11-12' },
);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('grant' as const),
      channel: fc.option(channel),
      hours: fc.constantFrom(null, 1, 2, 24),
      oneTime: fc.boolean(),
    }),
  },
  fc.record({ do: fc.constant('refuse' as const), channel: fc.option(channel) }),
  fc.record({ do: fc.constant('withdraw' as const), channel: fc.option(channel) }),
  fc.record({
    do: fc.constant('object' as const),
    kind: fc.constantFrom('unsubscribe' as const, 'restrict' as const, 'personalisation' as const),
    channel: fc.option(channel),
  }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('confirm' as const), channel }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('guardian' as const),
      answer: fc.constantFrom('granted' as const, 'granted' as const, 'refused' as const),
      channel: fc.constantFrom(null, 'sms' as const),
      hours: fc.constantFrom(null, 1, 24),
      oneTime: fc.boolean(),
      /** What became of the relation afterwards. */
      afterwards: fc.constantFrom(null, 'withdraws' as const, 'ends' as const, 'is-used' as const),
    }),
  },
  fc.record({ do: fc.constant('use' as const), channel }),
  fc.record({ do: fc.constant('move' as const), channel }),
);
/** Somebody random: what they declared, their role and addresses, and what they did one after another. */
export const someone = fc.record({
  age,
  role: fc.constantFrom('customer' as const, 'employee' as const, 'member' as const, 'business_contact' as const),
  grade: fc.constantFrom(null, 'A' as const, 'C' as const),
  addresses: fc.subarray<'sms' | 'email'>(['sms', 'email']),
  shares: fc.boolean(),
  steps: fc.array(step, { maxLength: 5 }),
});
export type Someone = typeof someone extends fc.Arbitrary<infer T> ? T : never;
export type Step = Someone['steps'][number];

const plain = {
  age: { adult: true },
  role: 'member',
  grade: null,
  addresses: ['sms', 'email'],
  shares: false,
} as const;
const granted = { do: 'grant', channel: null, hours: null, oneTime: false } as const;
const guarded = {
  do: 'guardian',
  answer: 'granted',
  channel: null,
  hours: null,
  oneTime: false,
  afterwards: null,
} as const;
const confirmed = { do: 'confirm', channel: 'sms' } as const;

/** A population with someone allowed and most reasons for a denial: what chance may leave out is always met. */
export const SURELY_MET: [Someone[], number] = [
  [
    { ...plain, addresses: ['sms', 'email'], steps: [granted, confirmed] },
    { ...plain, addresses: ['sms'], steps: [{ ...granted, hours: 1 }, confirmed] },
    { ...plain, addresses: ['sms'], steps: [granted, confirmed, { do: 'withdraw', channel: null }] },
    { ...plain, addresses: ['sms'], steps: [granted, confirmed, { do: 'object', kind: 'restrict', channel: null }] },
    { ...plain, addresses: ['sms'], steps: [{ do: 'refuse', channel: null }] },
    { ...plain, addresses: ['sms'], age: { birthDate: '2012-11-12' }, steps: [] },
    { ...plain, addresses: ['sms'], grade: 'C', steps: [] },
    { ...plain, role: 'business_contact', addresses: ['sms'], steps: [] },
    { ...plain, addresses: [], steps: [granted] },
    { ...plain, addresses: ['email'], age: {}, role: 'customer', steps: [] },
    { ...plain, addresses: ['sms'], age: { birthDate: '2012-11-11' }, steps: [guarded] },
    {
      ...plain,
      addresses: ['sms'],
      age: { birthDate: '2012-11-12' },
      steps: [{ ...guarded, afterwards: 'withdraws' }],
    },
    { ...plain, addresses: ['sms'], age: { birthDate: '2012-11-12' }, steps: [{ ...guarded, hours: 1 }] },
  ],
  2,
];
