/** The libraries that read time-stamps. There are two forms, `node-asn1.ts` and `browser-asn1.ts`, that differ in when they are loaded. */
export interface Asn1 {
  readonly asn1js: typeof import('asn1js');
  readonly pkijs: typeof import('pkijs');
}
