import type { Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database/index.ts';
import type { JobQueue } from '../../platform/jobs/index.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Capture } from '../capture/index.ts';
import type { Exclusion, Gate, Permit } from '../consent/index.ts';
import type { FieldCode, Register } from '../register/index.ts';
import type { EmailProvider, SmsProvider } from './channels/hand-off.ts';
import type { SendingHours } from './domain/sending-hours.ts';

/** What sending needs of the vault. */
export interface AddressVault {
  open(
    tx: Tx,
    permit: Permit,
    persons: readonly string[],
    fields: readonly FieldCode[],
  ): Promise<ReadonlyMap<string, Partial<Record<FieldCode, string>>>>;
  readMasked(
    tx: Tx,
    permit: Permit,
    persons: readonly string[],
    fields: readonly FieldCode[],
    options: { tier: 0 | 1 | 2 },
  ): Promise<ReadonlyMap<string, Partial<Record<FieldCode, string>>>>;
  digest(field: FieldCode, value: string): Buffer;
}

/** What a campaign needs of segments. */
export interface SegmentSource {
  computeSegment(tx: Tx, code: string): Promise<{ ordinals: Uint32Array; unanalysed: number }>;
  reach(
    tx: Tx,
    request: { segment: string; activity: string; operation: 'use'; channel: 'sms' | 'email' },
  ): Promise<{ total: number; allowed: number; excluded: readonly Omit<Exclusion, 'ordinals'>[]; unanalysed: number }>;
}

/** What a company sets for its channels. */
export interface ChannelSettings {
  /** The filed SMS signature without brackets, where a brand has none of its own. */
  readonly signName: string;
  /** Code of the filed template for codes; its one variable is `code`. */
  readonly codeTemplate: string;
  /** Hours for commercial messages. */
  readonly hours: SendingHours;
  /** Price of one SMS part in CNY, for estimates. */
  readonly smsPrice: number;
  readonly publicUrl: string;
}

/** What the operations of engagement work with. A channel that is not configured is null. */
export interface EngagementDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly jobs: JobQueue;
  readonly log: Logger;
  readonly service: ServiceRing;
  readonly gate: Gate;
  readonly register: Register;
  readonly vault: AddressVault;
  readonly segments: SegmentSource;
  readonly capture: Capture;
  readonly sms: SmsProvider | null;
  readonly email: EmailProvider | null;
  readonly settings: ChannelSettings;
}
