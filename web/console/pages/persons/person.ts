import type { VerdictReason } from '../../parts/verdict-chip.tsx';

export interface Person {
  readonly id: string;
  readonly organisation?: { readonly id: string; readonly name: string } | null;
  readonly role?: 'customer' | 'employee' | 'member' | 'business_contact';
  readonly source: string;
  readonly createdAt: string;
  readonly fields: Readonly<Record<string, string>> | null;
  readonly refused: VerdictReason | null;
  readonly receipt?: string | null;
}
