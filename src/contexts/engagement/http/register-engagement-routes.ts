import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Engagement } from '../create-engagement.ts';
import { registerCampaignRoutes } from './campaign-routes.ts';
import { registerComplaintRoutes } from './complaint-routes.ts';
import { registerReplyRoutes } from './reply-routes.ts';
import { registerSendRoutes } from './send-routes.ts';
import { registerSmsWebhookRoutes } from './sms-webhook-routes.ts';

/** Puts engagement's API and the SMS provider's webhooks on the server. */
export function registerEngagementRoutes(
  app: HttpApp,
  engagement: Engagement,
  options: { readonly database: Database },
): void {
  registerCampaignRoutes(app, engagement, options.database);
  registerSendRoutes(app, engagement, options.database);
  registerSmsWebhookRoutes(app, engagement, options.database);
  registerReplyRoutes(app, engagement, options.database);
  registerComplaintRoutes(app, engagement, options.database);
}
