import iconv from 'iconv-lite';
import { encodingOf, type TopCall } from './top-sign.ts';

/** The text of a call's body, in the encoding that it names. */
export function decodeTop({ body, headers }: Pick<TopCall, 'body' | 'headers'>): string {
  return iconv.decode(body, encodingOf(headers));
}
