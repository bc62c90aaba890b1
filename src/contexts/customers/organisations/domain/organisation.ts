import { type FieldError, fieldError } from '../../../../platform/failure.ts';
import { isSocialCreditCode, scanText } from '../../../vault/index.ts';

/** An organisation as a caller or a file names it; both are facts of the organisation. */
export interface OrganisationNamed {
  /** As it is registered, or as it is called where nobody knows that. */
  readonly name: string;
  /** 统一社会信用代码 (GB 32100-2015), 18 characters with their check; undefined where it is not known. */
  readonly registrationNumber?: string;
}

const SHORTEST = 2;
const LONGEST = 100;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** An organisation in its one form, or what is wrong with it, by the names of its members. */
export function readOrganisation(
  named: OrganisationNamed,
):
  | { readonly ok: true; readonly organisation: OrganisationNamed }
  | { readonly ok: false; readonly errors: FieldError[] } {
  const errors: FieldError[] = [];
  const name = named.name.normalize('NFKC').replace(/\s+/gu, ' ').trim();
  const length = [...name].length;
  if (length < SHORTEST || length > LONGEST || CONTROL.test(named.name))
    errors.push(
      fieldError('name', '应为2到100个字的单位名称', "must be an organisation's name of 2 to 100 characters"),
    );
  // It stands in clear: somebody's number in a cell of a list must not come in by this door.
  else if (scanText(name).length > 0)
    errors.push(fieldError('name', '像是个人信息，而不是单位名称', "reads like somebody's information, not a name"));
  const number = named.registrationNumber?.normalize('NFKC').replace(/[\s-]/gu, '').toUpperCase();
  if (number !== undefined && !isSocialCreditCode(number))
    errors.push(
      fieldError(
        'registrationNumber',
        '不是有效的统一社会信用代码（18位，末位为校验码，GB 32100）',
        'is not a unified social credit code (18 characters, the last one a check, GB 32100)',
      ),
    );
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, organisation: number === undefined ? { name } : { name, registrationNumber: number } };
}

/** By what a name is known again: brackets, blanks and case say nothing. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s()·.,&-]/gu, '');
}
