import type { FieldCode } from '../../../register/index.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { identifierKey } from '../../identity/identify.ts';
import type { IdentifierKey } from '../../identity/store/person-store.ts';
import type { SourceRow } from './store/source-store.ts';

/** The key of a number under which a source knows somebody. */
export function ownerKey(deps: Pick<CustomersDeps, 'vault'>, source: SourceRow, value: string): IdentifierKey {
  const { identifierType: type, issuer, identifierScope: scope } = source;
  return identifierKey(deps, { type, issuer, scope, value });
}

/** The field of the register that such a number is. */
export function numberField(source: Pick<SourceRow, 'identifierType'>): FieldCode {
  return source.identifierType === 'external_userid' ? 'wecom_id' : 'member_id';
}
