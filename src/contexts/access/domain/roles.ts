/** What a member of staff is here. */
export type Role = 'administrator' | 'dpo' | 'marketer' | 'agent' | 'engineer' | 'auditor';

/** The roles, in the order in which the console shows them. */
export const ROLES: readonly Role[] = ['administrator', 'dpo', 'marketer', 'agent', 'engineer', 'auditor'];

/** How much of a masked value is seen: 0 its form alone, 1 the usual masks, 2 the widest. */
export type Tier = 0 | 1 | 2;

const EVERYONE: readonly Role[] = ROLES;

/**
 * Each permission and the roles that hold it: the only such table. A route names its permission; a test walks every role over every route
 * and holds the answers against this table. A permission with no role belongs to API keys alone.
 */
export const PERMISSIONS: Readonly<Record<string, readonly Role[]>> = {
  'workbench.read': EVERYONE,
  'access.read-staff': ['administrator', 'dpo', 'auditor'],
  'access.manage-staff': ['administrator'],
  'access.issue-sign-in-link': [],
  'access.read-keys': ['administrator', 'dpo', 'engineer', 'auditor'],
  'access.manage-keys': ['administrator'],
  'access.read-trail': ['administrator', 'dpo', 'auditor'],
  'access.manage-own-sign-in': EVERYONE,
  'operations.read': ['administrator', 'engineer'],
  'operations.backup': [],
  'operations.manage': ['administrator', 'engineer'],
  'register.read': EVERYONE,
  'register.write': ['administrator', 'dpo'],
  'register.publish': ['administrator', 'dpo'],
  'register.enter-states': ['dpo'],
  'law.read': ['administrator', 'dpo', 'marketer', 'auditor'],
  'consent.present': ['administrator', 'engineer', 'agent'],
  'consent.record': ['administrator', 'engineer', 'agent'],
  'consent.clear-sign': ['administrator', 'dpo'],
  'consent.withdraw': ['administrator', 'dpo', 'agent'],
  'consent.object': ['administrator', 'dpo', 'agent'],
  'consent.decide': EVERYONE,
  'consent.release-restoration': ['dpo'],
  'consent.read': ['administrator', 'dpo', 'marketer', 'agent', 'auditor'],
  'consent.read-uses': ['administrator', 'dpo', 'agent', 'auditor'],
  'consent.read-statistics': EVERYONE,
  'customers.create-person': ['administrator', 'engineer'],
  'customers.read-person': ['administrator', 'dpo', 'marketer', 'agent'],
  'customers.read-organisation': ['administrator', 'dpo', 'marketer', 'agent', 'auditor'],
  'customers.read-identity': ['administrator', 'dpo', 'marketer', 'agent', 'auditor'],
  'customers.rule-identity': ['administrator', 'dpo'],
  'customers.permit-linking': ['administrator', 'dpo'],
  'customers.read-segment': ['administrator', 'dpo', 'marketer', 'auditor'],
  'customers.write-segment': ['administrator', 'marketer'],
  'customers.write-tag': ['administrator', 'marketer'],
  'customers.search-exactly': ['administrator', 'dpo', 'agent'],
  'customers.correct-person': ['administrator', 'dpo', 'agent'],
  'customers.tag-person': ['administrator', 'marketer', 'agent'],
  'customers.read-reach': ['administrator', 'dpo', 'marketer'],
  'customers.import': ['administrator', 'engineer'],
  'customers.read-import': ['administrator', 'dpo', 'marketer', 'engineer', 'auditor'],
  'customers.read-source': ['administrator', 'dpo', 'marketer', 'engineer', 'auditor'],
  'customers.read-receiver': ['administrator', 'dpo', 'engineer', 'auditor'],
  'customers.manage-source': ['administrator', 'engineer'],
  'customers.export': ['administrator', 'dpo'],
  'customers.read-stock': ['administrator', 'dpo', 'marketer', 'auditor'],
  'customers.rule-stock': ['dpo'],
  'customers.read-refused-rows': ['administrator', 'dpo'],
  'evidence.bundle': ['administrator', 'dpo', 'auditor'],
  'evidence.search': ['administrator', 'dpo'],
  'evidence.read-defence': ['dpo'],
  'evidence.read': ['administrator', 'dpo', 'auditor'],
  'evidence.rotate-key': ['administrator'],
  'evidence.make-epoch': ['administrator', 'dpo'],
  'evidence.self-check': ['administrator', 'dpo', 'auditor'],
  'evidence.accept-set-back': ['administrator', 'dpo'],
  'capture.read': ['administrator', 'dpo', 'marketer', 'agent', 'auditor'],
  'capture.assist': ['administrator', 'dpo', 'agent'],
  'capture.manage': ['administrator', 'dpo', 'marketer'],
  'capture.read-site-keys': ['administrator', 'dpo', 'marketer', 'engineer', 'auditor'],
  'capture.manage-site-keys': ['administrator', 'dpo', 'engineer'],
  'engagement.read': ['administrator', 'dpo', 'marketer', 'auditor'],
  'engagement.manage': ['administrator', 'marketer'],
  'engagement.send': ['administrator', 'dpo', 'marketer'],
  'rights.erase-person': ['dpo'],
  'vault.reveal': ['dpo', 'agent'],
  'vault.read-reveals': ['administrator', 'dpo', 'auditor'],
  'vault.read-retention': ['administrator', 'dpo', 'auditor'],
  'vault.run-retention': ['administrator', 'dpo'],
  'vault.order-erasure': ['dpo'],
  'vault.review-alerts': ['dpo'],
  'vault.set-policy': ['dpo'],
  'vault.read-keys': ['administrator', 'dpo', 'engineer', 'auditor'],
  'vault.rotate-keys': ['administrator'],
  'vault.unseal': ['administrator'],
  'vault.read-fields': ['administrator', 'dpo', 'engineer', 'auditor'],
};

/** Every permission that exists. */
export const ALL_PERMISSIONS: readonly string[] = Object.keys(PERMISSIONS);

const NAMES: Readonly<Record<Role, { readonly zh: string; readonly en: string }>> = {
  administrator: { zh: '管理员', en: 'administrator' },
  dpo: { zh: '个保负责人', en: 'DPO' },
  marketer: { zh: '营销', en: 'marketer' },
  agent: { zh: '客服与导购', en: 'agent' },
  engineer: { zh: '工程师', en: 'engineer' },
  auditor: { zh: '审计', en: 'auditor' },
};

/** Who holds a permission, as a sentence for whoever lacks it. */
export function holdersOf(permission: string): { zh: string; en: string } {
  const names = (PERMISSIONS[permission] ?? []).map((role) => NAMES[role]);
  if (names.length === 0) return { zh: '只有 API 密钥可以有这项权限', en: 'API keys alone may hold it' };
  return {
    zh: `有这项权限的是：${names.map(({ zh }) => zh).join('、')}`,
    en: `It is held by: ${names.map(({ en }) => en).join(', ')}`,
  };
}

const TIERS: Readonly<Record<Role, Tier>> = {
  administrator: 1,
  dpo: 2,
  marketer: 1,
  agent: 1,
  engineer: 0,
  auditor: 0,
};

const BY_ROLE = new Map<Role, ReadonlySet<string>>(
  ROLES.map((role) => [role, new Set(ALL_PERMISSIONS.filter((permission) => PERMISSIONS[permission]?.includes(role)))]),
);

/** The permissions of a role. */
export function permissionsOf(role: Role): ReadonlySet<string> {
  return BY_ROLE.get(role) ?? new Set();
}

/** How much of a masked value a role sees. */
export function tierOf(role: Role): Tier {
  return TIERS[role];
}
