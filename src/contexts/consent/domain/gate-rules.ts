import { unapprovedSubEntrustees } from '../../register/index.ts';
import type { ActivityCase, Moment } from './activity-case.ts';
import { ofAgeFrom } from './age.ts';
import type { Reason } from './decision.ts';
import { bindsChannel, isInForce, noSince } from './effective.ts';
import type { PersonState } from './person-state.ts';

function reason(code: string, article: string, zh: string, en: string): Reason {
  return { code: `consent.${code}`, article, zh, en };
}

/** The gate's own rules: what is registered, and what the law's vocabulary can't express. Each stands on its article. */
export const GATE_RULES = {
  activityUnknown: reason(
    'activity-unknown',
    'PIPL 6',
    '登记册中没有这项处理活动。',
    'The register has no such activity.',
  ),
  activityEnded: reason(
    'activity-ended',
    'PIPL 47',
    '该处理活动已终止，只能删除其个人信息。',
    'The activity has ended: its information can only be deleted.',
  ),
  personUnknown: reason('subject-unknown', 'PIPL 13', '没有这个人的授权记录。', 'Nothing is known about this person.'),
  operationUndeclared: reason(
    'operation-undeclared',
    'PIPL 6',
    '该活动没有登记这种处理操作。',
    'The activity does not declare this operation.',
  ),
  fieldUndeclared: reason(
    'field-undeclared',
    'PIPL 6',
    '该活动没有登记这些个人信息种类。',
    'The activity does not declare these kinds of information.',
  ),
  channelUndeclared: reason(
    'channel-undeclared',
    'PIPL 17',
    '该活动没有登记此渠道，告知中也未说明。',
    'The activity does not declare this channel, so the notice does not tell it.',
  ),
  recipientUndeclared: reason(
    'recipient-undeclared',
    'PIPL 23',
    '该活动没有登记此接收方。',
    'The activity does not declare this recipient.',
  ),
  sourceUndeclared: reason(
    'source-undeclared',
    'PIPL 10',
    '该活动不允许从此来源收集。',
    'The activity does not permit collecting from this source.',
  ),
  notPublished: reason(
    'notice-unpublished',
    'PIPL 17',
    '该活动尚未在已发布的告知中说明。',
    'No published notice tells this activity.',
  ),
  // What was withdrawn after the backup is not in the database, so nobody can say whose consent still stands (decision 0020).
  restored: reason(
    'restored',
    'PIPL 15',
    '数据自备份恢复，此后的撤回可能缺失；个保负责人放行之前不得使用。',
    'The data was restored from a backup and withdrawals made since may be missing: not before the DPO has released it.',
  ),
  // Somebody may have withdrawn through another server, and this one would not know (decision 0037).
  leaseLapsed: reason(
    'lease-lapsed',
    'PIPL 15',
    '本服务器暂时无法确认有无新的撤回，恢复确认之前不得使用。',
    'This server cannot tell for now whether somebody has withdrawn: not before it can again.',
  ),
  // PIPL 69 presumes fault: what can't be proven did not happen, so no basis of PIPL 13 is there.
  unproven: reason(
    'unproven',
    'PIPL 13',
    '导入时没有告知与同意的证明（C 级），不得用于需同意的处理。',
    'Imported without proof of notice and consent (grade C): may not be used where consent is needed.',
  ),
  suppressed: reason(
    'suppressed',
    'Advertising Law 43',
    '此人或此联系方式已拒收，对所有品牌有效，直至其再次就该渠道明确同意。',
    'This person or address has said no, for all brands, until they clearly agree to this channel again.',
  ),
  contractMissing: reason(
    'contract-missing',
    'PIPL 21',
    '与受托人的委托处理合同未登记为已签署。',
    'No signed contract with the entrusted recipient is on record.',
  ),
  subEntrustmentUnapproved: reason(
    'sub-entrustment-unapproved',
    'PIPL 21',
    '受托人的转委托未经同意。',
    'The entrusted recipient entrusts somebody else without our approval on record.',
  ),
  adultsOnly: reason(
    'adults-only',
    'PIPL 6',
    '该活动仅面向成年人，而此人未声明或未满18周岁。',
    'The activity is for adults only, and the person is not known to be 18.',
  ),
  notForChildren: reason(
    'not-for-children',
    'PIPL 31',
    '该活动不面向不满14周岁的未成年人。',
    'The activity does not serve children under 14.',
  ),
  ageUnknown: reason(
    'age-unknown',
    'Minors Regs 24',
    '年龄不明，不得通过自动化决策进行商业营销。',
    'The age is unknown: no commercial marketing by automated decision.',
  ),
  otherAudience: reason(
    'other-audience',
    'PIPL 6',
    '该活动面向的不是此类人：单位联系人与消费者分别处理。',
    'The activity is not about such people: contacts of organisations and consumers are handled apart.',
  ),
  addressMissing: reason(
    'address-missing',
    'Advertising Law 43',
    '没有该渠道的联系方式。',
    'There is no address for this channel.',
  ),
  addressUnconfirmed: reason(
    'address-unconfirmed',
    'Advertising Law 43',
    '联系方式尚未确认属于本人，不得发送商业信息。',
    'The address is not confirmed to be theirs: no commercial messages.',
  ),
} as const satisfies Record<string, Reason>;

/** What serves people; deleting, and answering their requests, goes on. */
const REACHING: ReadonlySet<string> = new Set([
  'collect',
  'use',
  'transmit',
  'entrust',
  'provide',
  'publish',
  'export',
]);

/** What the register alone refuses, for everybody alike. */
export function ruleOfRegister(theCase: ActivityCase): Reason | undefined {
  const { activity, request } = theCase;
  if (activity.endedAt !== null && request.operation !== 'delete') return GATE_RULES.activityEnded;
  if (!activity.operations.includes(request.operation)) return GATE_RULES.operationUndeclared;
  const declared = new Set<string>(activity.fields.map((each) => each.field));
  if (request.fields.some((field) => !declared.has(field))) return GATE_RULES.fieldUndeclared;
  if (request.channel !== 'none' && !activity.channels.some((channel) => channel === request.channel))
    return GATE_RULES.channelUndeclared;
  if (request.recipient !== null && !activity.recipients.some((each) => each.name === request.recipient))
    return GATE_RULES.recipientUndeclared;
  if (request.source !== null && !activity.sources.includes(request.source)) return GATE_RULES.sourceUndeclared;
  if (theCase.publication === null) return GATE_RULES.notPublished;
  return undefined;
}

/** What refuses before the law is asked. */
export function ruleBeforeLaw(theCase: ActivityCase, person: PersonState, moment: Moment): Reason | undefined {
  const registered = ruleOfRegister(theCase);
  if (registered !== undefined) return registered;
  const { activity, request } = theCase;
  if (theCase.restored && (activity.basis === 'consent' || (activity.commercial && request.channel !== 'none')))
    return GATE_RULES.restored;
  if (isOtherAudience(theCase, person)) return GATE_RULES.otherAudience;
  return isUnproven(theCase, person) ? ruleOfUnproven(theCase, person, moment) : undefined;
}

// What the company told consumers covers no contact of another company, and the other way round; the product's own acts serve everybody, and
// deleting and answering requests always goes on (decision 0104).
function isOtherAudience({ activity, request }: ActivityCase, { role }: PersonState): boolean {
  if (activity.builtIn || request.operation === 'delete' || request.operation === 'fulfil_rights_request') return false;
  return (role === 'business_contact') !== (activity.audience === 'business_contacts');
}

function isUnproven({ activity }: ActivityCase, person: PersonState): boolean {
  return activity.basis === 'consent' && person.unproven && person.grants.length === 0;
}

// "No consent" is true of a grade C person too; this says why, and what the lawful next step is. A no of their own comes before it: whoever
// said it is not asked again. The law names a refusal and a restriction.
function ruleOfUnproven({ activity, request }: ActivityCase, person: PersonState, moment: Moment): Reason | undefined {
  const refused = person.refusals.some(
    ({ at, channel }) => noSince(at, moment) <= moment.at && (channel === null || channel === request.channel),
  );
  const inForce = person.suppressions.filter((each) => isInForce(each, person, request.channel, moment));
  if (refused || inForce.some(({ kind }) => kind === 'restrict')) return undefined;
  const unsubscribed = inForce.some((each) => each.kind === 'unsubscribe' && bindsChannel(each, request.channel));
  return activity.commercial && unsubscribed ? GATE_RULES.suppressed : GATE_RULES.unproven;
}

/** What refuses although the law's vocabulary sees nothing against it. */
export function ruleAfterLaw(theCase: ActivityCase, person: PersonState, moment: Moment): Reason | undefined {
  const { activity, request } = theCase;
  if (isUnproven(theCase, person)) return GATE_RULES.unproven;
  const reaches = request.channel !== 'none';
  const suppressed = (kind: string) =>
    person.suppressions.some(
      (each) =>
        each.kind === kind && bindsChannel(each, request.channel) && isInForce(each, person, request.channel, moment),
    );
  // The law lets any later consent lift a no; the gate only one that names the channel, which ends the suppression's row.
  if (activity.commercial && reaches && suppressed('unsubscribe')) return GATE_RULES.suppressed;
  if (reaches && !contractsSigned(theCase)) return GATE_RULES.contractMissing;
  if (reaches && !subEntrustmentsApproved(theCase)) return GATE_RULES.subEntrustmentUnapproved;
  const adult = person.birthDate !== null && ofAgeFrom(person.birthDate, 18) <= moment.at;
  if (activity.commercial && activity.automatedDecision?.used === true && person.birthDate === null)
    return GATE_RULES.ageUnknown;
  if (activity.adultsOnly && !adult) return GATE_RULES.adultsOnly;
  const under14 = person.birthDate !== null && moment.at < ofAgeFrom(person.birthDate, 14);
  if (activity.minors?.under14 === 'not_served' && under14 && REACHING.has(request.operation))
    return GATE_RULES.notForChildren;
  if (activity.commercial && (request.channel === 'sms' || request.channel === 'email')) {
    const { address } = person;
    if (address === null || address.setAt > moment.at) return GATE_RULES.addressMissing;
    if (address.confirmedAt === null || address.confirmedAt > moment.at) return GATE_RULES.addressUnconfirmed;
  }
  return undefined;
}

// A message goes out through the entrusted gateways of its activity, so each of them needs its contract.
function contractsSigned(theCase: ActivityCase): boolean {
  const { activity } = theCase;
  return activity.recipients.every(
    (recipient) =>
      recipient.role !== 'entrustee' ||
      activity.contracts.some((each) => each.recipient === recipient.name && each.state === 'signed'),
  );
}

// It leaves through the entrustee's own entrustees too (PIPL 21(3)).
function subEntrustmentsApproved({ activity }: ActivityCase): boolean {
  return activity.recipients.every(({ name }) => unapprovedSubEntrustees(activity, name).length === 0);
}
