import { type Bilingual, type FieldError, fieldError } from '../../../platform/failure.ts';

/** The mechanisms of PIPL 38 in the law context's words: assessment, standard contract on file, certificate. */
export const EXPORT_MECHANISMS = ['security_assessment_passed', 'standard_contract_filed', 'certified'] as const;
/** What makes an export exempt from the mechanisms (2024 Provisions 4, 5(1)). */
export const EXPORT_EXEMPTIONS = ['contract', 'hr', 'emergency', 'foreign_origin'] as const;

/** One transfer out of mainland China, remote access from abroad included. */
export interface OverseasTransfer {
  /** The name of one of the activity's recipients. */
  readonly recipient: string;
  /** ISO 3166-1 alpha-2; Hong Kong, Macao and Taiwan are transfers out of the mainland too. */
  readonly country: string;
  readonly via?: 'remote_access';
  /** The mechanism in place with its number on file, through its last day (Asia/Shanghai) where it ends; null for none. */
  readonly mechanism: {
    readonly kind: (typeof EXPORT_MECHANISMS)[number];
    readonly number: string;
    readonly validUntil?: string;
  } | null;
  readonly exemption: (typeof EXPORT_EXEMPTIONS)[number] | null;
  /** How people exercise their rights against the recipient abroad (PIPL 39). */
  readonly rightsProcedure: Bilingual;
  /** Whether the recipient is on the list of PIPL 42. */
  readonly onRestrictedList: boolean;
}

/** What an activity sends out of mainland China, and by which mechanism (PIPL 38 to 42). */
export interface CrossBorder {
  /** Whether we operate critical information infrastructure (PIPL 40). */
  readonly exporterIsCiio: boolean;
  /** Whether important data (重要数据) is among it. */
  readonly importantData: boolean;
  readonly transfers: readonly OverseasTransfer[];
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** What keeps a declaration of exports out of the register. */
export function crossBorderErrors(input: {
  readonly crossBorder: CrossBorder | null;
  readonly operations: readonly string[];
  readonly recipients: readonly { readonly name: string }[];
}): FieldError[] {
  const { crossBorder } = input;
  if (crossBorder === null) {
    if (!input.operations.includes('export')) return [];
    return [
      fieldError(
        'crossBorder',
        '登记了出境，须写明境外接收方（个保法第38条）',
        'An export names its recipients abroad (PIPL 38)',
      ),
    ];
  }
  const errors: FieldError[] = [];
  const add = (path: string, zh: string, en: string) => errors.push(fieldError(path, zh, en));
  if (!input.operations.includes('export'))
    add(
      'operations',
      '有境外接收方，须登记出境操作（个保法第38条）',
      'A recipient abroad makes it an export (PIPL 38)',
    );
  if (crossBorder.transfers.length === 0)
    add('crossBorder.transfers', '未写明境外接收方（个保法第39条）', 'No recipient abroad is named (PIPL 39)');
  const seen = new Set<string>();
  for (const [index, transfer] of crossBorder.transfers.entries()) {
    const path = `crossBorder.transfers[${index}]`;
    if (!input.recipients.some((each) => each.name === transfer.recipient) || seen.has(transfer.recipient))
      add(
        `${path}.recipient`,
        '须为已登记的接收方，且不得重复（个保法第39条）',
        'One of the recipients, named once (PIPL 39)',
      );
    seen.add(transfer.recipient);
    if (!/^[A-Z]{2}$/.test(transfer.country) || transfer.country === 'CN')
      add(`${path}.country`, '须为境外国家或地区的两位代码', 'The two letters of a country or region abroad');
    const { mechanism } = transfer;
    if (mechanism !== null && mechanism.number.trim() === '')
      add(`${path}.mechanism.number`, '须写明文号或备案号（个保法第38条）', 'The number on file is needed (PIPL 38)');
    if (mechanism?.validUntil !== undefined && !isDay(mechanism.validUntil))
      add(`${path}.mechanism.validUntil`, '日期不存在', 'There is no such day');
    // An assessment or certificate holds for three years (2024 Provisions 9; Measures on certification).
    if (mechanism !== null && mechanism.kind !== 'standard_contract_filed' && mechanism.validUntil === undefined)
      add(`${path}.mechanism.validUntil`, '须写明有效期（三年）', 'Its last day is needed (three years)');
    if (transfer.rightsProcedure.zh.trim() === '')
      add(
        `${path}.rightsProcedure`,
        '须写明向境外接收方行使权利的方式（个保法第39条）',
        'How rights are exercised against it (PIPL 39)',
      );
  }
  return errors;
}
