import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Register } from '../register.ts';
import { registerActivityRoutes } from './activity-routes.ts';
import { registerAgreementRoutes } from './agreement-routes.ts';
import { registerHandlerRoutes } from './handler-routes.ts';
import { registerNoticePages } from './notice-pages.ts';
import { registerNoticeRoutes } from './notice-routes.ts';
import { registerPackRoutes } from './pack-routes.ts';
import { registerPreviewRoutes } from './preview-routes.ts';

/** Registers the routes of the register and the public pages of notices. */
export function registerRegisterRoutes(app: HttpApp, register: Register, database: Database): void {
  registerActivityRoutes(app, register, database);
  registerNoticeRoutes(app, register, database);
  registerAgreementRoutes(app, register, database);
  registerPackRoutes(app, register, database);
  registerPreviewRoutes(app, register, database);
  registerHandlerRoutes(app, register, database);
  registerNoticePages(app, register, database);
}
