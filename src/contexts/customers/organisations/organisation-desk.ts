import type { Tx } from '../../../platform/database/index.ts';
import type { CustomersDeps } from '../customers-deps.ts';
import { moveContact } from './move-contact.ts';
import { viewOrganisations } from './view-organisations.ts';

/** What is known of organisations, and whose contacts people are. */
export interface OrganisationDesk {
  list(tx: Tx, page: Parameters<typeof viewOrganisations>[1]): ReturnType<typeof viewOrganisations>;
  moveContact(tx: Tx, request: Parameters<typeof moveContact>[2]): Promise<void>;
}

/** Opens it. */
export function createOrganisationDesk(deps: CustomersDeps): OrganisationDesk {
  return { list: viewOrganisations, moveContact: (tx, request) => moveContact(deps, tx, request) };
}
