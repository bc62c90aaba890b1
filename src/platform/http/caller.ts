/** Which fields a caller sees less masked: 0 nothing but the form of a value, 1 the usual masks, 2 the widest masks. Revealing is a permission. */
export type Tier = 0 | 1 | 2;

/** A signed-in member of staff; `tier` chooses the masks. */
export interface StaffCaller {
  readonly kind: 'staff';
  readonly id: string;
  readonly name?: string;
  readonly permissions: ReadonlySet<string>;
  readonly tier: Tier;
  /** What they are here, for example "agent". */
  readonly role?: string;
  /** When this session last proved a one-time code again. */
  readonly steppedUpAt?: Date;
}

/** A machine with an API key; `permissions` are the key's scopes. */
export interface ApiKeyCaller {
  readonly kind: 'api-key';
  readonly id: string;
  readonly permissions: ReadonlySet<string>;
  readonly tier: Tier;
  /** When the key ends; absent where it does not. */
  readonly expiresAt?: Date;
}

/** An individual in the privacy centre: every record that is proven to be theirs. */
export interface PersonCaller {
  readonly kind: 'person';
  readonly persons: readonly string[];
  readonly session: string;
}

/** Nobody that we know. */
export interface AnonymousCaller {
  readonly kind: 'anonymous';
}

/** Who makes a request; filled in before any handler runs, never by the request's own body. */
export type Caller = StaffCaller | ApiKeyCaller | PersonCaller | AnonymousCaller;

/** The caller of a request that proves nothing. */
export const ANONYMOUS: AnonymousCaller = { kind: 'anonymous' };

/** "staff:<id>" or the like: how a caller is named in trails, receipts and the `by` of an act. Holds no personal information. */
export function callerName(caller: Caller): string {
  switch (caller.kind) {
    case 'staff':
    case 'api-key':
      return `${caller.kind}:${caller.id}`;
    case 'person':
      return 'person';
    case 'anonymous':
      return 'anonymous';
  }
}
