import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import type { Asn1 } from './asn1.ts';

/** The libraries, which are in the page. */
export const asn1 = (): Asn1 => ({ asn1js, pkijs });
