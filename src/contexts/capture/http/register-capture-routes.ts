import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Capture } from '../create-capture.ts';
import { registerConfirmationRoutes } from './confirmation-routes.ts';
import { registerFormApiRoutes } from './form-api-routes.ts';
import { registerFormRoutes } from './form-routes.ts';
import { registerUnsubscribeRoutes } from './unsubscribe-routes.ts';

/** Puts capture's pages and API on the server. Needs cookies (`@fastify/cookie`) and form bodies. */
export function registerCaptureRoutes(app: HttpApp, capture: Capture, options: { readonly database: Database }): void {
  registerFormRoutes(app, capture, options.database);
  registerConfirmationRoutes(app, capture, options.database);
  registerUnsubscribeRoutes(app, capture, options.database);
  registerFormApiRoutes(app, capture, options.database);
}
