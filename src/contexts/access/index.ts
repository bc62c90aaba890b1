import type { MigrationSet } from '../../platform/database/index.ts';

export type { CookieChange, StaffAuthentication } from './authentication/staff-authentication.ts';
export { type Access, type AccessDependencies, createAccess } from './create-access.ts';
export { ALL_PERMISSIONS, PERMISSIONS, permissionsOf, ROLES, type Role, tierOf } from './domain/roles.ts';
export { registerAccessRoutes } from './http/register-access-routes.ts';
export type { OneTimeLink } from './issue-link.ts';
export type { StaffAct } from './record-staff-act.ts';
export type { StaffMember } from './staff-identity.ts';
export { accessActTables } from './store/act-tables.ts';

/** The tables of staff, keys and the trail, in the PostgreSQL schema `access`. */
export const accessMigrations: MigrationSet = {
  context: 'access',
  directory: new URL('./store/migrations/', import.meta.url),
};
