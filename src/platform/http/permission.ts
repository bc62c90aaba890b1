/**
 * What a route asks of its caller: one of the two open ones, or a name "<context>.<may do what>" from the roles table of `access`, for
 * example "consent.record". `public` asks nothing; `person` asks for a session of the privacy centre.
 */
export type Permission = 'public' | 'person' | `${string}.${string}`;
