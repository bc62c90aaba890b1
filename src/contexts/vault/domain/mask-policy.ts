import type { Bilingual } from '../../../platform/failure.ts';
import { ROLES, type Role } from '../../access/index.ts';
import { type FieldCode, fieldKind } from '../../register/index.ts';
import type { MaskLevel } from './masks.ts';

/** What an activity is for, as far as masks are concerned. */
export const MASK_PURPOSES = ['administration', 'business', 'rights', 'security'] as const;
/** What an activity is for, as far as masks are concerned. */
export type MaskPurpose = (typeof MASK_PURPOSES)[number];

/** Who looks: a role of the staff, the person about themselves, or a machine by the tier of its key. */
export const AUDIENCES = [...ROLES, 'person', 'key-0', 'key-1', 'key-2'] as const;
/** Who looks. */
export type Audience = Role | 'person' | `key-${0 | 1 | 2}`;

/** Who looks at masked values: the tier, and the role where it is a member of staff. */
export interface MaskViewer {
  readonly tier: 0 | 1 | 2;
  readonly role?: string;
}

// The one table: role × purpose → level, before what the field itself takes away or adds. Looking after customers' requests and letters is the
// DPO's work; an engineer mends the machine and needs nobody's data for it; a marketer works with counts, not with people.
const LEVELS: Readonly<Record<Audience, Readonly<Record<MaskPurpose, MaskLevel>>>> = {
  administrator: { administration: 2, business: 2, rights: 2, security: 2 },
  dpo: { administration: 3, business: 2, rights: 3, security: 3 },
  marketer: { administration: 2, business: 2, rights: 1, security: 0 },
  agent: { administration: 2, business: 2, rights: 2, security: 1 },
  engineer: { administration: 0, business: 0, rights: 0, security: 1 },
  auditor: { administration: 0, business: 0, rights: 1, security: 1 },
  person: { administration: 2, business: 2, rights: 2, security: 2 },
  'key-0': { administration: 0, business: 0, rights: 0, security: 0 },
  'key-1': { administration: 2, business: 2, rights: 2, security: 2 },
  'key-2': { administration: 3, business: 3, rights: 3, security: 3 },
};

// An adviser in a shop finds the parcel by its street; nobody else needs it.
const STREET_FOR: ReadonlySet<Audience> = new Set(['agent']);

const PURPOSE_OF: Readonly<Record<string, MaskPurpose>> = {
  'customer-administration': 'administration',
  'individual-rights': 'rights',
  'login-and-confirmation': 'security',
  suppression: 'security',
  security: 'security',
};

/** The purpose of an activity: the product's own have theirs, all others are the handler's business. */
export function maskPurposeOf(activity: string): MaskPurpose {
  return PURPOSE_OF[activity] ?? 'business';
}

/** Who looks, as the table knows them; a role that it does not know sees what its tier does. */
export function audienceOf(viewer: MaskViewer): Audience {
  const known = AUDIENCES.find((audience) => audience === viewer.role);
  return known ?? `key-${viewer.tier}`;
}

/** The table's own level, before a field takes away or adds. */
export function standardLevel(audience: Audience, purpose: MaskPurpose): MaskLevel {
  return LEVELS[audience][purpose];
}

/**
 * How much of a field somebody sees under a purpose: the table's level, or a narrower one that was set. What is guarded, as sensitive information is
 * (PIPL 28), is masked one level further for everybody.
 */
export function maskLevel(
  field: FieldCode,
  audience: Audience,
  purpose: MaskPurpose,
  set: { readonly level?: MaskLevel | undefined; readonly guarded?: boolean } = {},
): MaskLevel {
  const level = set.level ?? LEVELS[audience][purpose];
  const { mask, sensitiveKind } = fieldKind(field);
  if (set.guarded ?? sensitiveKind !== null) return down(level);
  return mask === 'address' && level === 2 && STREET_FOR.has(audience) ? 3 : level;
}

function down(level: MaskLevel): MaskLevel {
  return level === 3 ? 2 : level === 2 ? 1 : 0;
}

/** What each purpose means, for the page that shows the table. */
export const PURPOSE_NAMES: Readonly<Record<MaskPurpose, Bilingual>> = {
  administration: { zh: '客户档案管理', en: 'Customer administration' },
  business: { zh: '营销等业务活动', en: 'Marketing and other business' },
  rights: { zh: '个人权利与投诉', en: 'Rights of individuals and complaints' },
  security: { zh: '安全、登录与拒收', en: 'Security, sign-in and suppression' },
};
