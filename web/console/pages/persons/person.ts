import type { VerdictReason } from '../../parts/verdict-chip.tsx';

export interface Person {
  readonly id: string;
  readonly role?: 'customer' | 'employee' | 'member';
  readonly source: string;
  readonly createdAt: string;
  readonly fields: Readonly<Record<string, string>> | null;
  readonly refused: VerdictReason | null;
  readonly receipt?: string | null;
}
