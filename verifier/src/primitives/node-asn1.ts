import { createRequire } from 'node:module';
import type { Asn1 } from './asn1.ts';

const load = createRequire(import.meta.url);
let loaded: Asn1 | undefined;

/** The libraries, loaded when first wanted: most bundles hold no time-stamp, and loading takes longer than checking such a bundle. */
export function asn1(): Asn1 {
  loaded ??= {
    asn1js: load('asn1js') as typeof import('asn1js'),
    pkijs: load('pkijs') as typeof import('pkijs'),
  };
  return loaded;
}
