import type { Database } from '../../../platform/database/index.ts';
import type { HttpApp } from '../../../platform/http/index.ts';
import type { Customers } from '../customers.ts';
import { registerCallbackRoutes } from './callback-routes.ts';
import { registerChartRoutes } from './chart-routes.ts';
import { registerComputedRoutes } from './computed-routes.ts';
import { registerCorrectionRoutes } from './correction-routes.ts';
import { registerExportRoutes } from './export-routes.ts';
import { registerIdentityRoutes } from './identity-routes.ts';
import { registerImportRoutes } from './import-routes.ts';
import { registerNightlyRoutes } from './nightly-routes.ts';
import { registerOrganisationRoutes } from './organisation-routes.ts';
import { registerPersonRoutes } from './person-routes.ts';
import { registerProfileRoutes } from './profile-routes.ts';
import { registerReceiverRoutes } from './receiver-routes.ts';
import { registerSegmentAnalysisRoutes } from './segment-analysis-routes.ts';
import { registerSegmentMemberRoutes } from './segment-member-routes.ts';
import { registerSegmentRoutes } from './segment-routes.ts';
import { registerSourceRoutes } from './source-routes.ts';
import { registerStockRoutes } from './stock-routes.ts';
import { registerTagRoutes } from './tag-routes.ts';
import { registerWarehouseRoutes } from './warehouse-routes.ts';
import { registerWireRoutes } from './wire-routes.ts';

/** Registers the routes of people, imports and segments. */
export function registerCustomersRoutes(app: HttpApp, customers: Customers, database: Database): void {
  registerPersonRoutes(app, customers, database);
  registerProfileRoutes(app, customers, database);
  registerOrganisationRoutes(app, customers, database);
  registerCorrectionRoutes(app, customers, database);
  registerIdentityRoutes(app, customers, database);
  registerImportRoutes(app, customers, database);
  registerSegmentRoutes(app, customers, database);
  registerChartRoutes(app, customers, database);
  registerSegmentAnalysisRoutes(app, customers, database);
  registerSegmentMemberRoutes(app, customers, database);
  registerComputedRoutes(app, customers, database);
  registerTagRoutes(app, customers, database);
  registerSourceRoutes(app, customers, database);
  registerStockRoutes(app, customers, database);
  registerWireRoutes(app, customers);
  registerNightlyRoutes(app, customers, database);
  registerWarehouseRoutes(app, customers, database);
  registerCallbackRoutes(app, customers);
  registerReceiverRoutes(app, customers, database);
  registerExportRoutes(app, customers, database);
}
