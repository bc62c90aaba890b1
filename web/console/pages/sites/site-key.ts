/** A publishable key as `GET /api/v1/site-keys` lists it. */
export interface SiteKey {
  readonly code: string;
  readonly key: string;
  readonly name: string;
  readonly brand: string;
  readonly origins: readonly string[];
  readonly notice: string;
  readonly activities: readonly string[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly revokedAt: string | null;
}
