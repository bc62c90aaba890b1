import { hash } from 'node:crypto';

/**
 * The name under which the gate knows a session of a site: bound to the site, so that a session's secret is worth nothing with another key, and
 * a digest, so that whoever reads the database can speak for nobody.
 */
export function siteSession(site: string, secret: string): string {
  return hash('sha256', `site-session|${site}|${secret}`, 'base64url');
}
