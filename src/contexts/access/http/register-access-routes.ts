import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Access } from '../create-access.ts';
import { registerApiKeyRoutes } from './api-key-routes.ts';
import { registerLinkPages } from './link-pages.ts';
import { registerSessionRoutes } from './session-routes.ts';
import { registerStaffRoutes } from './staff-routes.ts';

/** Sign-in, staff, API keys, the trail, and the pages behind one-time links. */
export function registerAccessRoutes(app: HttpApp, access: Access, database: Database, publicUrl: string): void {
  registerSessionRoutes(app, access, database);
  registerStaffRoutes(app, access, database, publicUrl);
  registerApiKeyRoutes(app, access, database);
  registerLinkPages(app, access, database);
}
