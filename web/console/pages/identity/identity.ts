import { identityText } from '../../../ui/i18n/identity.ts';
import { useText } from '../../../ui/i18n/translate.ts';

/** How linking stands. */
export interface LinkingState {
  readonly activity: string | null;
  readonly clusters: number;
  readonly records: number;
  readonly waiting: number;
  readonly apart: number;
  readonly quarantined: number;
  readonly crowded: readonly {
    readonly type: string;
    readonly issuer: string;
    readonly records: number;
    readonly since: string;
  }[];
}

/** Two clusters that an identifier would have joined. */
export interface Conflict {
  readonly a: string;
  readonly b: string;
  readonly type: string;
  readonly issuer: string;
  readonly reason: 'two-of-one' | 'ruled-apart' | 'too-many';
  readonly contradiction: string | null;
  readonly since: string;
}

/** A merge or split. */
export interface ClusterEvent {
  readonly id: string;
  readonly kind: 'merge' | 'split';
  readonly at: string;
  readonly by: string;
  readonly because: readonly string[];
  readonly reason: string | null;
  readonly undoes: string | null;
  readonly records: number;
  readonly receipt: string;
  readonly person?: string | null;
}

/** What records of a cluster carry. */
export interface Shared {
  readonly type: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly issuer: string;
  readonly scope: string;
  readonly strength: 'strong' | 'medium' | 'weak';
  readonly persons: readonly string[];
  readonly since: string;
  readonly lastSeen: string;
  readonly verifiedAt: string | null;
  readonly validTo: string | null;
  readonly joins: boolean;
}

/** The records of one human. */
export interface Cluster {
  readonly head: string;
  readonly records: readonly {
    readonly person: string;
    readonly source: string;
    readonly createdAt: string;
    readonly apart: boolean;
  }[];
  readonly identifiers: readonly Shared[];
  readonly rulings: readonly { readonly kind: 'merge' | 'split'; readonly a: string; readonly b: string }[];
  readonly events: readonly ClusterEvent[];
}

/** The word for a type of identifier, or for what else led to a merge or split. */
export function useIdentifierWord(): (type: string) => string {
  const { t } = useText(identityText);
  return (type) => {
    const key = `type.${type}`;
    if (Object.hasOwn(identityText, key)) return t(key as 'type.member_id');
    if (type === 'ruling' || type === 'not-permitted' || type === 'erased' || type === 'address-ended') return t(type);
    return type;
  };
}
