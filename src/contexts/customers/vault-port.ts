import type { Transform } from 'node:stream';
import type { Tx } from '../../platform/database/index.ts';
import type { Permit } from '../consent/index.ts';
import type { FieldCode } from '../register/index.ts';

/** What this context asks of the vault. */
export interface VaultPort {
  digest(field: FieldCode, value: string): Buffer;
  storeFields(
    tx: Tx,
    permit: Permit,
    values: readonly { person: string; field: FieldCode; value: string }[],
  ): Promise<void>;
  readMasked(
    tx: Tx,
    permit: Permit,
    persons: readonly string[],
    fields: readonly FieldCode[],
    options: { tier: 0 | 1 | 2 },
  ): Promise<ReadonlyMap<string, Readonly<Partial<Record<FieldCode, string>>>>>;
  findByIndex(tx: Tx, field: FieldCode, value: string): Promise<string[]>;
  sealForPersons(
    tx: Tx,
    items: readonly { person: string; label: FieldCode | `${FieldCode}/${string}`; bytes: Uint8Array }[],
  ): Promise<Buffer[]>;
  sealBlob(label: string, bytes: Uint8Array): Buffer;
  openBlob(label: string, sealed: Uint8Array): Buffer;
  sealStream(label: string): Transform;
  openStream(label: string): Transform;
}
