import type { Transform } from 'node:stream';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { VaultRing } from '../../platform/keyring/index.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Gate, Permit } from '../consent/index.ts';
import type { Evidence } from '../evidence/index.ts';
import type { FieldCode } from '../register/index.ts';
import { createPersons } from './create-persons.ts';
import { type BulkAlert, bulkAlerts, reviewAlert } from './disclosure/bulk-alerts.ts';
import { checkExport, type ExportWish } from './disclosure/check-export.ts';
import { type Disclosure, noteDisclosure } from './disclosure/note-disclosure.ts';
import { type CataloguedField, fieldCatalogue } from './domain/field-catalogue.ts';
import type { MaskViewer } from './domain/mask-policy.ts';
import { type Normalised, normalise } from './domain/normalise.ts';
import { erasePersons } from './erase-persons.ts';
import { findByIndex, findManyByIndex } from './find-by-index.ts';
import { type HeldVersion, heldFields, heldVersions } from './held-fields.ts';
import { AlarmBook } from './keys/alarm-book.ts';
import { createKeyDesk, type KeyDesk } from './keys/key-desk.ts';
import { listReveals, type RevealRecord } from './list-reveals.ts';
import { PersonKeyCache } from './person-key-cache.ts';
import { type FieldValues, openFields, readMasked } from './read-fields.ts';
import { type MaskedBytes, type MaskedMembers, readMaskedBytes } from './read-masked-bytes.ts';
import { type Revealed, type RevealRequest, revealFields } from './reveal-fields.ts';
import { openForPerson, type PersonBytes, type PersonLabel, sealForPersons } from './seal-for-person.ts';
import { openBlob, openStream, sealBlob, sealStream } from './seal-stream.ts';
import { findPeople } from './search/find-people.ts';
import { indexWaiting } from './search/index-people.ts';
import { type PolicyInput, type PolicyState, readPolicy, setPolicy } from './set-policy.ts';
import { selectPolicy } from './store/policy-table.ts';
import { deleteLocked } from './store/retention-table.ts';
import { type FieldValue, storeFields } from './store-fields.ts';
import { type PersonField, personalDigest, putBack, storedDigest, takeBack } from './take-back.ts';
import {
  addressDigests,
  type OuterDigest,
  outerDigests,
  settleDigests,
  standingDigest,
  standingDigestInto,
} from './value-digest.ts';
import { type NoteStaffAct, today, type VaultDeps } from './vault-deps.ts';

/** What the vault needs from outside. */
export interface VaultDependencies {
  readonly clock: Clock;
  readonly ring: VaultRing;
  readonly gate: Pick<Gate, 'usePersons'>;
  readonly evidence: Pick<Evidence, 'recordAct'>;
  readonly log: Logger;
  /** Appends to the trail of staff acts; nothing is appended unless told. */
  readonly noteStaffAct?: NoteStaffAct;
  /** Most person keys held open in memory; 20,000 unless told. */
  readonly cachedKeys?: number;
}

/**
 * Personal information, encrypted under one key a person. Everything that opens a value asks for a permit of the gate; everything but
 * `normalise` and `fields` throws `keyring.sealed` (503) while the root key is not in memory.
 */
export interface Vault {
  /** Ids of new people, each with a key of their own. */
  createPersons(tx: Tx, count: number): Promise<string[]>;
  /** Encrypts and stores values under a permit to collect, in batches; see `vault.malformed-value`, `vault.person-erased`. */
  storeFields(tx: Tx, permit: Permit, values: readonly FieldValue[]): Promise<void>;
  /** The one form of a value, or what is wrong with it: what `storeFields` would do, without storing. */
  normalise(field: FieldCode, value: string): Normalised;
  /** The lasting keyed digest of a value that names nobody (the number of a row), equal for every spelling and through every rotation. */
  standingDigest(field: FieldCode, value: string): Buffer;
  /** Writes the first `bytes` of the same digest into `target` at `at`: for very many. */
  standingDigestInto(
    field: FieldCode,
    value: string,
    target: Buffer,
    place: { readonly at: number; readonly bytes: number },
  ): void;
  /** The digest of a value under the newest index secret, with those under older ones: whoever keeps digests looks for all of them. */
  outerDigests(field: FieldCode, value: string): OuterDigest;
  /**
   * The digests by which the gate knows addresses, equal for every spelling (`+86 138-0013-8000`, `13800138000`), in the order of `values`. What stands
   * under an older index secret for them is put under the newest in the caller's transaction.
   */
  addressDigests(tx: Tx, field: 'mobile' | 'email', values: readonly string[]): Promise<Buffer[]>;
  /** Puts what stands under the older of these digests under the newest, everywhere and in the caller's transaction. */
  settleDigests(tx: Tx, field: FieldCode, digests: readonly Partial<OuterDigest>[]): Promise<void>;
  /** The numbers of the index secrets that are kept: under which a look-up by value asks. */
  indexGenerations(): number[];
  /** Ids of the people who hold a value. */
  findByIndex(tx: Tx, field: FieldCode, value: string): Promise<string[]>;
  /** The same for many values in one round trip, in their order. */
  findManyByIndex(tx: Tx, field: FieldCode, values: readonly string[]): Promise<string[][]>;
  /** Ids of people found by a name, its pinyin or initials, a masked number or a whole value; undefined when the text is too short. */
  findPeople(
    tx: Tx,
    text: string,
    page: { readonly before: string | null; readonly limit: number },
  ): Promise<string[] | undefined>;
  /** Indexes the next people who wait for it; how many. What `findPeople` finds may be a second behind what is stored. */
  indexWaiting(tx: Tx, limit: number): Promise<number>;
  /** Which fields are held about people, without values. */
  heldFields(tx: Tx, persons: readonly string[]): Promise<Map<string, FieldCode[]>>;
  /** The same with how often each value was stored, and when last. */
  heldVersions(tx: Tx, persons: readonly string[]): Promise<HeldVersion[]>;
  /** Values masked for who looks and for the permit's activity; people without a key and erased people are absent. */
  readMasked(
    tx: Tx,
    permit: Permit,
    persons: readonly string[],
    fields: readonly FieldCode[],
    viewer: MaskViewer,
  ): Promise<Map<string, FieldValues>>;
  /** Members of bytes that were sealed for people, masked the same way; in the order of `items`, null for somebody without a key. */
  readMaskedBytes(
    tx: Tx,
    permit: Permit,
    items: readonly MaskedBytes[],
    viewer: MaskViewer,
  ): Promise<(MaskedMembers | null)[]>;
  /** Values in clear, for a hand-off that the permit names. */
  open(
    tx: Tx,
    permit: Permit,
    persons: readonly string[],
    fields: readonly FieldCode[],
  ): Promise<Map<string, FieldValues>>;
  /** Values of one person in clear for a member of staff: decided, recorded, with a reason. */
  reveal(tx: Tx, request: RevealRequest): Promise<Revealed>;
  /** Counts what is taken out with a file; see `noteDisclosure`. */
  noteDisclosure(tx: Tx, disclosure: Disclosure): Promise<void>;
  /** Who passed a bulk threshold, those not yet reviewed first. */
  bulkAlerts(tx: Tx): Promise<BulkAlert[]>;
  reviewAlert(tx: Tx, id: string, by: string): Promise<void>;
  /** Reveals, newest first. */
  reveals(
    tx: Tx,
    page: { person?: string; cursor?: string; limit: number },
  ): Promise<{ items: RevealRecord[]; next?: string }>;
  /** Seals bytes under a person's key, for another context's table. */
  sealForPerson(tx: Tx, person: string, label: PersonLabel, bytes: Uint8Array): Promise<Buffer>;
  /** The same for many, in one round trip and in their order. */
  sealForPersons(tx: Tx, items: readonly PersonBytes[]): Promise<Buffer[]>;
  /** Opens them under a permit that names the label's field. */
  openForPerson(tx: Tx, permit: Permit, person: string, label: PersonLabel, sealed: Uint8Array): Promise<Buffer>;
  /** Seals bytes that belong to no single person (a refused row); `label` is bound to them. */
  sealBlob(label: string, bytes: Uint8Array): Buffer;
  openBlob(label: string, sealed: Uint8Array): Buffer;
  /** The same for files of any length, in constant memory. */
  sealStream(label: string): Transform;
  openStream(label: string): Transform;
  /** The keyed digest by which a value of one person is known again, through every spelling and rotation; see `takeBack`. */
  personalDigest(value: FieldValue): Buffer;
  /** The same of the value that stands stored; undefined when none is. */
  storedDigest(tx: Tx, of: PersonField): Promise<Buffer | undefined>;
  /** Takes a value out of use, until an instant or for good, and answers its `personalDigest`; undefined when none is stored. */
  takeBack(tx: Tx, of: PersonField & { readonly until: Date | null }): Promise<Buffer | undefined>;
  /** Puts an address with this `personalDigest` into use again and answers it as `addressDigests` does; undefined when it is not there any more. */
  putBackAddress(
    tx: Tx,
    of: { readonly person: string; readonly field: 'mobile' | 'email'; readonly digest: Buffer },
  ): Promise<Buffer | undefined>;
  /** Deletes a value that is out of use; whether there was one. */
  deleteLocked(tx: Tx, person: string, field: FieldCode): Promise<boolean>;
  /** Destroys the keys of these people and everything stored about them here; idempotent. */
  erasePersons(tx: Tx, persons: readonly string[]): Promise<void>;
  /** Rotation and destruction of keys. */
  readonly keys: KeyDesk;
  /** How many alarms of tampering this process has raised. */
  alarmsRaised(): number;
  /** Every field with its grade, masks and rules, as set. */
  fields(tx: Tx): Promise<CataloguedField[]>;
  /** Whether a caller may take fields out now; see `checkExport`. */
  checkExport(tx: Tx, wish: ExportWish): Promise<void>;
  /** Grades, mask levels, limits and early alerts: the product's own, their bounds, and what was set. */
  policy(tx: Tx): Promise<PolicyState[]>;
  /** Sets one of them; see `vault.policy-refused`. */
  setPolicy(tx: Tx, input: PolicyInput): Promise<void>;
}

/** Opens the vault over a key ring, which may still be sealed. */
export function createVault(dependencies: VaultDependencies): Vault {
  const { clock, ring, gate, evidence, log } = dependencies;
  const keys = new PersonKeyCache(dependencies.cachedKeys);
  const noteStaffAct = dependencies.noteStaffAct ?? (async () => undefined);
  const deps: VaultDeps = {
    clock,
    ring,
    gate,
    evidence,
    log,
    noteStaffAct,
    keys,
    digestHolders: [],
    alarms: new AlarmBook(clock, log),
    checked: { ring: undefined },
  };
  ring.onSeal(() => keys.clear());
  return {
    createPersons: (tx, count) => createPersons(deps, tx, count),
    storeFields: (tx, permit, values) => storeFields(deps, tx, permit, values),
    normalise: (field, value) => normalise(field, value, today(clock)),
    standingDigest: (field, value) => standingDigest(deps, field, value),
    standingDigestInto: (field, value, target, place) => standingDigestInto(deps, field, value, target, place),
    outerDigests: (field, value) => outerDigests(deps, field, value),
    settleDigests: (tx, field, digests) => settleDigests(deps, tx, field, digests),
    addressDigests: (tx, field, values) => addressDigests(deps, tx, field, values),
    indexGenerations: () => ring.held('indexes').map(({ id }) => id),
    findByIndex: (tx, field, value) => findByIndex(deps, tx, field, value),
    findManyByIndex: (tx, field, values) => findManyByIndex(deps, tx, field, values),
    findPeople: (tx, text, page) => findPeople(deps, tx, text, page),
    indexWaiting: (tx, limit) => indexWaiting(deps, tx, limit),
    heldFields,
    heldVersions,
    readMasked: (tx, permit, persons, fields, viewer) => readMasked(deps, tx, permit, persons, fields, viewer),
    readMaskedBytes: (tx, permit, items, viewer) => readMaskedBytes(deps, tx, permit, items, viewer),
    open: (tx, permit, persons, fields) => openFields(deps, tx, permit, persons, fields),
    reveal: (tx, request) => revealFields(deps, tx, request),
    noteDisclosure: (tx, disclosure) => noteDisclosure(deps, tx, disclosure),
    bulkAlerts,
    reviewAlert: (tx, id, by) => reviewAlert(deps, tx, id, by),
    reveals: (tx, page) => listReveals(deps, tx, page),
    sealForPerson: async (tx, person, label, bytes) => {
      const [sealed] = await sealForPersons(deps, tx, [{ person, label, bytes }]);
      if (sealed === undefined) throw new Error('nothing was sealed');
      return sealed;
    },
    sealForPersons: (tx, items) => sealForPersons(deps, tx, items),
    openForPerson: (tx, permit, person, label, sealed) => openForPerson(deps, tx, permit, person, label, sealed),
    sealBlob: (label, bytes) => sealBlob(deps, label, bytes),
    openBlob: (label, sealed) => openBlob(deps, label, sealed),
    sealStream: (label) => sealStream(deps, label),
    openStream: (label) => openStream(deps, label),
    personalDigest: (value) => personalDigest(deps, value),
    storedDigest: (tx, of) => storedDigest(deps, tx, of),
    takeBack: (tx, of) => takeBack(deps, tx, of),
    putBackAddress: async (tx, of) => {
      let digests: Buffer[] = [];
      await putBack(deps, tx, of, async (value) => {
        digests = await addressDigests(deps, tx, of.field, [value]);
      });
      return digests[0];
    },
    deleteLocked,
    erasePersons: (tx, persons) => erasePersons(deps, tx, persons),
    keys: createKeyDesk(deps),
    alarmsRaised: () => deps.alarms.raised,
    fields: async (tx) => fieldCatalogue(await selectPolicy(tx)),
    checkExport: async (tx, wish) => checkExport(clock, await selectPolicy(tx), wish),
    policy: readPolicy,
    setPolicy: (tx, input) => setPolicy(deps, tx, input),
  };
}
