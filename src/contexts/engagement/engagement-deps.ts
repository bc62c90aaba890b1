import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import type { JobQueue } from '../../platform/jobs/index.ts';
import type { ServiceRing } from '../../platform/keyring/index.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Capture } from '../capture/index.ts';
import type { Gate } from '../consent/index.ts';
import type { Customers } from '../customers/index.ts';
import type { Register } from '../register/index.ts';
import type { Vault } from '../vault/index.ts';
import type { EmailProvider, SmsProvider } from './channels/hand-off.ts';
import type { SendingHours } from './domain/sending-hours.ts';

/** What sending needs of the vault. */
export type AddressVault = Pick<Vault, 'open' | 'readMasked' | 'addressDigests' | 'outerDigests'>;

/** What a campaign needs of segments. */
export type SegmentSource = Pick<Customers, 'computeSegment' | 'moveEvents' | 'reach'>;

/** What a company sets for its channels. */
export interface ChannelSettings {
  /** The filed SMS signature without brackets, where a brand has none of its own. */
  readonly signName: string;
  /** Hours for commercial messages. */
  readonly hours: SendingHours;
  /** Price of one SMS part in CNY, for estimates. */
  readonly smsPrice: number;
  readonly publicUrl: string;
  /** The secret part of the webhooks' addresses; derived from the service ring unless told. */
  readonly callbackToken?: string;
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
