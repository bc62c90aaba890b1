import type { Tx } from '../../../platform/database/index.ts';
import type { Brand, HandlerProfile } from '../domain/handler-profile.ts';

/** The handler's profile. */
export async function findHandler(tx: Tx): Promise<HandlerProfile | undefined> {
  const row = await tx.first<{ profile: HandlerProfile }>(
    'select profile from register.handler',
    [],
    'register.handler',
  );
  return row?.profile;
}

/** Stores the handler's profile. */
export async function upsertHandler(tx: Tx, profile: HandlerProfile, at: Date): Promise<void> {
  await tx.execute(
    `insert into register.handler (profile, saved_at) values ($1, $2)
       on conflict (only_one) do update set profile = excluded.profile, saved_at = excluded.saved_at`,
    [JSON.stringify(profile), at],
  );
}

/** All brands, by code. */
export async function listBrands(tx: Tx): Promise<Brand[]> {
  const rows = await tx.query<{ profile: Brand }>(
    'select profile from register.brand order by code',
    [],
    'register.brands',
  );
  return rows.map((row) => row.profile);
}

/** Stores a brand. */
export async function upsertBrand(tx: Tx, brand: Brand): Promise<void> {
  await tx.execute(
    'insert into register.brand (code, profile) values ($1, $2) on conflict (code) do update set profile = excluded.profile',
    [brand.code, JSON.stringify(brand)],
  );
}
