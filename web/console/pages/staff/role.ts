export const ROLES = ['administrator', 'dpo', 'marketer', 'agent', 'engineer', 'auditor'] as const;
export type Role = (typeof ROLES)[number];
