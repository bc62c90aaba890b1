export type * from './domain/acts.ts';
export type * from './domain/decision.ts';
export type { AddressChannel, Gate, UseGrant } from './gate.ts';
export { type Permit, permitCovers } from './permit.ts';
