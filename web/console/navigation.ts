import type { ComponentType } from 'react';
import type { shell } from '../ui/i18n/shell.ts';

type ShellKey = keyof typeof shell;

/** A page of the console: its address, its name in the catalogue, the permission it needs, and how it is loaded. */
export interface Page {
  readonly path: string;
  readonly title: ShellKey;
  readonly permission: string;
  readonly load: () => Promise<{ Page: ComponentType }>;
}

export interface PageGroup {
  readonly title: ShellKey;
  readonly pages: readonly Page[];
}

function page(path: string, title: ShellKey, permission: string, load: Page['load']): Page {
  return { path, title, permission, load };
}

/** Navigation by the user's day; a role sees only the pages that its permissions open. */
export const navigation: readonly PageGroup[] = [
  {
    title: 'group.workbench',
    pages: [page('/', 'page.workbench', 'workbench.read', () => import('./pages/workbench/workbench-page.tsx'))],
  },
  {
    title: 'group.people',
    pages: [
      page('/segments', 'page.segments', 'customers.read-segment', () => import('./pages/segments/segments-page.tsx')),
      page('/tags', 'page.tags', 'customers.read-segment', () => import('./pages/tags/tags-page.tsx')),
      page('/traits', 'page.traits', 'customers.read-segment', () => import('./pages/traits/traits-page.tsx')),
      page('/rfm', 'page.rfm', 'customers.read-reach', () => import('./pages/rfm/rfm-page.tsx')),
      page('/charts', 'page.charts', 'customers.read-reach', () => import('./pages/charts/charts-page.tsx')),
      page('/persons', 'page.persons', 'customers.read-person', () => import('./pages/persons/persons-page.tsx')),
      page('/identity', 'page.identity', 'customers.read-identity', () => import('./pages/identity/identity-page.tsx')),
    ],
  },
  {
    title: 'group.reach',
    pages: [
      page('/campaigns', 'page.campaigns', 'engagement.read', () => import('./pages/campaigns/campaigns-page.tsx')),
      page('/sends', 'page.sends', 'engagement.read', () => import('./pages/campaigns/sends-page.tsx')),
      page('/channels', 'page.channels', 'engagement.manage', () => import('./pages/channels/channels-page.tsx')),
    ],
  },
  {
    title: 'group.consent',
    pages: [
      page('/activities', 'page.activities', 'register.read', () => import('./pages/activities/activities-page.tsx')),
      page('/notices', 'page.notices', 'register.read', () => import('./pages/notices/notices-page.tsx')),
      page('/agreements', 'page.agreements', 'register.read', () => import('./pages/agreements/agreements-page.tsx')),
      page('/forms', 'page.forms', 'capture.read', () => import('./pages/forms/forms-page.tsx')),
      page('/assisted', 'page.assisted', 'capture.assist', () => import('./pages/assisted/assisted-page.tsx')),
      page('/sealed', 'page.sealed', 'capture.read', () => import('./pages/forms/sealed-page.tsx')),
      page('/sites', 'page.sites', 'capture.read-site-keys', () => import('./pages/sites/sites-page.tsx')),
      page('/stock', 'page.stock', 'customers.read-stock', () => import('./pages/stock/stock-page.tsx')),
      page('/rates', 'page.rates', 'consent.read-statistics', () => import('./pages/rates/rates-page.tsx')),
      page(
        '/experiments',
        'page.experiments',
        'capture.read',
        () => import('./pages/experiments/experiments-page.tsx'),
      ),
      page('/noes', 'page.noes', 'consent.read-statistics', () => import('./pages/noes/noes-page.tsx')),
      page('/consents', 'page.consents', 'consent.read', () => import('./pages/consents/consents-page.tsx')),
      page(
        '/coming-of-age',
        'page.comingOfAge',
        'consent.read',
        () => import('./pages/coming-of-age/coming-of-age-page.tsx'),
      ),
      page('/decisions', 'page.decisions', 'consent.read', () => import('./pages/decisions/decisions-page.tsx')),
      page('/law', 'page.law', 'law.read', () => import('./pages/law/law-page.tsx')),
    ],
  },
  {
    title: 'group.vault',
    pages: [
      page('/fields', 'page.fields', 'vault.read-fields', () => import('./pages/vault/fields-page.tsx')),
      page('/retention', 'page.retention', 'vault.read-retention', () => import('./pages/vault/retention-page.tsx')),
      page('/reveals', 'page.reveals', 'vault.read-reveals', () => import('./pages/vault/reveals-page.tsx')),
    ],
  },
  {
    title: 'group.evidence',
    pages: [
      page('/log', 'page.log', 'evidence.read', () => import('./pages/evidence/log-page.tsx')),
      page('/bundles', 'page.bundles', 'evidence.bundle', () => import('./pages/evidence/bundles-page.tsx')),
      page('/desk', 'page.desk', 'evidence.search', () => import('./pages/desk/desk-page.tsx')),
      page('/erasures', 'page.erasures', 'evidence.read-defence', () => import('./pages/evidence/erasures-page.tsx')),
    ],
  },
  {
    title: 'group.system',
    pages: [
      page('/sources', 'page.sources', 'customers.read-source', () => import('./pages/sources/sources-page.tsx')),
      page('/imports', 'page.imports', 'customers.read-import', () => import('./pages/imports/imports-page.tsx')),
      page('/outbox', 'page.outbox', 'customers.read-receiver', () => import('./pages/outbox/outbox-page.tsx')),
      page('/exports', 'page.exports', 'customers.export', () => import('./pages/exports/exports-page.tsx')),
      page('/jobs', 'page.jobs', 'operations.read', () => import('./pages/operations/jobs-page.tsx')),
      page('/staff', 'page.staff', 'access.manage-own-sign-in', () => import('./pages/staff/staff-page.tsx')),
      page('/trail', 'page.trail', 'access.read-trail', () => import('./pages/trail/trail-page.tsx')),
      page('/keys', 'page.keys', 'vault.read-keys', () => import('./pages/keys/keys-page.tsx')),
      page('/settings', 'page.settings', 'register.write', () => import('./pages/settings/settings-page.tsx')),
    ],
  },
];
