import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Capture } from '../create-capture.ts';
import { registerAssistRoutes } from './assist-routes.ts';
import { registerConfirmationRoutes } from './confirmation-routes.ts';
import { registerCostRoutes } from './cost-routes.ts';
import { registerCounterPages } from './counter-routes.ts';
import { registerExperimentRoutes } from './experiment-routes.ts';
import { registerFormApiRoutes } from './form-api-routes.ts';
import { registerFormRoutes } from './form-routes.ts';
import { registerSetAsideRoutes } from './set-aside-routes.ts';
import { type NoteStaffAct, registerSiteKeyRoutes } from './site-key-routes.ts';
import { registerSiteRoutes } from './site-routes.ts';
import { registerUnsubscribeRoutes } from './unsubscribe-routes.ts';

/** Puts capture's pages and API on the server. Needs cookies (`@fastify/cookie`) and form bodies. */
export function registerCaptureRoutes(
  app: HttpApp,
  capture: Capture,
  options: { readonly database: Database; readonly noteStaffAct: NoteStaffAct },
): void {
  registerFormRoutes(app, capture, options.database);
  registerConfirmationRoutes(app, capture, options.database);
  registerUnsubscribeRoutes(app, capture, options.database);
  registerFormApiRoutes(app, capture, options.database, capture.publicUrl);
  registerCostRoutes(app, capture, options.database);
  registerAssistRoutes(app, capture, options.database);
  registerCounterPages(app, capture, options.database);
  registerSiteKeyRoutes(app, capture, options);
  registerSetAsideRoutes(app, capture, options);
  registerExperimentRoutes(app, capture, options);
  registerSiteRoutes(app, capture, options.database);
}
