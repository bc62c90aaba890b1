import { type Activity, fieldKind, type OverseasTransfer } from '../../register/index.ts';
import type { ActivityCase, CaseRequest, Moment } from './activity-case.ts';
import { ofAgeFrom, shanghaiDay, startOfDay } from './age.ts';
import type { PersonState } from './person-state.ts';

const DAY_MS = 86_400_000;

/** Distinct people whose information went abroad since 1 January, without the one at issue. */
export interface ExportCounts {
  readonly plain: number;
  readonly sensitive: number;
}

/** The calendar year of an instant in Asia/Shanghai, in which exports are counted. */
export function exportYear(at: Date): number {
  return Number(shanghaiDay(at).slice(0, 4));
}

/** The transfer abroad that a request is; undefined when nothing leaves mainland China by it, or it does not say to whom. */
export function transferOf(
  activity: Pick<Activity, 'crossBorder'>,
  { operation, recipient }: Pick<CaseRequest, 'operation' | 'recipient'>,
): OverseasTransfer | undefined {
  const transfers = activity.crossBorder?.transfers ?? [];
  if (recipient !== null) return transfers.find((each) => each.recipient === recipient);
  // Where there is one recipient abroad, the export is to it.
  return operation === 'export' && transfers.length === 1 ? transfers[0] : undefined;
}

/** Whether what is exported of this person is sensitive: by its kind, or because they are under 14 (PIPL 28). */
export function exportsSensitive(request: Pick<CaseRequest, 'fields'>, person: PersonState, at: Date): boolean {
  const { birthDate } = person;
  if (birthDate !== null && at < ofAgeFrom(birthDate, 14)) return true;
  return request.fields.some((field) => fieldKind(field).sensitiveKind !== null);
}

/** The facts of an export for the law (PIPL 38 to 42, 2024 Provisions): what the register declares, and the year's counts with this person. Pure. */
export function exportFacts(theCase: ActivityCase, person: PersonState, { at }: Moment) {
  const { activity, request } = theCase;
  const { crossBorder } = activity;
  const transfer = transferOf(activity, request);
  if (crossBorder === null || transfer === undefined) return null;
  const sensitive = exportsSensitive(request, person, at);
  const counts = theCase.exports ?? { plain: Number.MAX_SAFE_INTEGER, sensitive: Number.MAX_SAFE_INTEGER };
  const counted = transfer.exemption === null ? person.exported : { plain: true, sensitive: true };
  return {
    recipient: transfer.recipient,
    // Publishing refuses a notice that lacks any of them (PIPL 39).
    told: theCase.publication === null ? [] : ['name', 'contact', 'purpose', 'method', 'kinds', 'rights_procedure'],
    exporter_is_ciio: crossBorder.exporterIsCiio,
    important_data: crossBorder.importantData,
    persons_nonsensitive_this_year: counts.plain + (sensitive || counted?.plain === true ? 0 : 1),
    persons_sensitive_this_year: counts.sensitive + (!sensitive || counted?.sensitive === true ? 0 : 1),
    mechanism: mechanismAt(transfer, at),
    exemption: transfer.exemption,
    recipient_on_restricted_list: transfer.onRestrictedList,
    split_to_evade: false,
    foreign_judicial_request: false,
    ...(transfer.via === undefined ? {} : { via: transfer.via }),
  };
}

// A mechanism holds through its last day in Shanghai.
function mechanismAt({ mechanism }: OverseasTransfer, at: Date): string | null {
  if (mechanism === null) return null;
  const { kind, validUntil } = mechanism;
  if (validUntil !== undefined && at.getTime() >= startOfDay(validUntil).getTime() + DAY_MS) return null;
  return kind;
}
