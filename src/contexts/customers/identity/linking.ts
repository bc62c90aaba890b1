import type { Tx } from '../../../platform/database/index.ts';
import { fieldError } from '../../../platform/failure.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { badFields, personNotFound } from '../customers-failures.ts';
import { claimIdentifiers, confirmClaim } from './claim-identifiers.ts';
import type { IdentifierProblem, ToldIdentifier } from './domain/claim.ts';
import { identifierKey } from './identify.ts';
import { Linker, permittedBy } from './linker.ts';
import { type ClusterRuling, mergeByHand, splitByHand, undoClusterEvent } from './rule-clusters.ts';
import { setAddresses } from './set-addresses.ts';
import { setLinking } from './store/linking-store.ts';
import { findPerson } from './store/person-store.ts';
import {
  type ClusterView,
  type EventView,
  type LinkingView,
  type QuarantineView,
  viewCluster,
  viewEvent,
  viewEvents,
  viewLinking,
  viewQuarantine,
} from './view-clusters.ts';

/** OneID: which records are one human (decision 0066). */
export interface Linking {
  /** Links what waits, with transactions of its own; returns how many claims were looked at. */
  link(): Promise<number>;
  /** Names the activity that permits linking, or none: then all records stay apart. Throws `customers.bad-…` naming the field. */
  permit(tx: Tx, input: { readonly activity: string | null; readonly by: string }): Promise<void>;
  /** Notes identifiers that a person's record carries; refused ones are named. Throws `customers.person-not-found`. */
  identify(
    tx: Tx,
    input: { readonly person: string; readonly identifiers: readonly ToldIdentifier[]; readonly source: string },
  ): Promise<void>;
  /** Notes addresses that nobody has confirmed yet: they join nobody. What names nobody (a virtual number) is left out. */
  tell(
    tx: Tx,
    input: { readonly person: string; readonly mobile?: string; readonly email?: string; readonly source: string },
  ): Promise<void>;
  /** Notes that the address that a person's record told last, within an hour, was confirmed. */
  confirm(tx: Tx, input: { readonly person: string; readonly type: 'mobile' | 'email' }): Promise<void>;
  view(tx: Tx): Promise<LinkingView>;
  cluster(tx: Tx, person: string): Promise<ClusterView>;
  quarantine(tx: Tx, limit: number): Promise<QuarantineView[]>;
  events(tx: Tx, limit: number): Promise<(EventView & { readonly person: string | null })[]>;
  merge(tx: Tx, ruling: ClusterRuling): Promise<EventView>;
  split(tx: Tx, ruling: ClusterRuling): Promise<EventView>;
  undo(tx: Tx, request: { readonly event: string; readonly reason: string; readonly by: string }): Promise<EventView>;
}

const PROBLEMS: Readonly<Record<IdentifierProblem, { zh: string; en: string }>> = {
  'unknown-type': { zh: '未知的标识类型', en: 'an unknown type of identifier' },
  empty: { zh: '标识为空', en: 'the identifier is empty' },
  'issuer-missing': { zh: '须说明由谁签发', en: 'the issuer must be named' },
  'scope-missing': { zh: '须说明所属应用、企业或店铺', en: 'the app, corp or shop must be named' },
  'opted-out': { zh: '该设备已关闭标识', en: 'the device has its identifier switched off' },
  'virtual-number': { zh: '隐私号不能识别个人', en: 'a virtual number names nobody' },
  malformed: { zh: '格式不正确', en: 'not of the form of such an identifier' },
};

/** Opens it; nothing runs by itself. */
export function createLinking(deps: CustomersDeps): Linking {
  const linker = new Linker(deps);
  return {
    link: () => linker.link(),
    permit: (tx, input) => permit(deps, tx, input),
    identify: (tx, input) => identify(deps, tx, input),
    async tell(tx, { person, mobile, email, source }) {
      const ordinal = (await findPerson(tx, person))?.ordinal;
      if (ordinal === undefined) throw personNotFound();
      const values = Object.entries({ mobile, email }).filter(([, value]) => (value ?? '') !== '');
      const told = values.map(([type, value = '']) => ({ ordinal, identifier: { type, value }, source }));
      await claimIdentifiers(deps, tx, told);
    },
    async confirm(tx, { person, type }) {
      const ordinal = (await findPerson(tx, person))?.ordinal;
      if (ordinal !== undefined) await confirmClaim(deps, tx, { ordinal, type });
    },
    view: viewLinking,
    cluster: viewCluster,
    quarantine: viewQuarantine,
    events: viewEvents,
    merge: async (tx, ruling) => viewEvent(await mergeByHand(deps, tx, ruling)),
    split: async (tx, ruling) => viewEvent(await splitByHand(deps, tx, ruling)),
    undo: async (tx, request) => viewEvent(await undoClusterEvent(deps, tx, request)),
  };
}

async function permit(
  deps: CustomersDeps,
  tx: Tx,
  { activity, by }: { readonly activity: string | null; readonly by: string },
): Promise<void> {
  if (activity !== null && (await permittedBy(deps, tx, activity)) === undefined)
    throw badFields('bad-linking-activity', [
      fieldError(
        'activity',
        '须为登记册中声明了标识类字段（会员编号、OpenID、手机号等）的处理活动',
        'must be a registered activity that declares identifiers (member number, OpenID, mobile number …)',
      ),
    ]);
  await setLinking(tx, activity, by, deps.clock.now());
  await deps.noteStaffAct(tx, { by, act: 'identity.permit', ...(activity === null ? {} : { subject: activity }) });
}

async function identify(
  deps: CustomersDeps,
  tx: Tx,
  input: { readonly person: string; readonly identifiers: readonly ToldIdentifier[]; readonly source: string },
): Promise<void> {
  const row = await findPerson(tx, input.person);
  if (row === undefined) throw personNotFound();
  const { ordinal } = row;
  const told = input.identifiers.map((identifier) => ({ ordinal, identifier, source: input.source }));
  const problems = await claimIdentifiers(deps, tx, told);
  const errors = problems.flatMap((problem, index) =>
    problem === undefined ? [] : [fieldError(`identifiers[${index}]`, PROBLEMS[problem].zh, PROBLEMS[problem].en)],
  );
  if (errors.length > 0) throw badFields('bad-identifiers', errors);
  // Numbers at WeCom and WeChat are addresses too: a no from one of them binds whoever turns out to carry it.
  const numbers = input.identifiers.map((identifier) => ({
    ...identifierKey(deps, identifier),
    person: input.person,
  }));
  await setAddresses(deps, tx, [], numbers);
}
