import { timingSafeEqual } from 'node:crypto';
import { fromBase64url, keyedDigest, toBase64url } from '../../../platform/crypto/index.ts';
import type { DeclaredAge, ShownWording } from './acts.ts';
import type { ShownFacts } from './presentation-content.ts';

/** What binds the facts to a version of a notice and to whom they were shown. */
export interface CarriedBinding {
  readonly notice: string;
  readonly noticeVersion: number;
  /** SHA-256 of the session that it was shown to. */
  readonly sessionDigest: Buffer;
  /** Of its content; what is recorded when it is answered has to come to the same. */
  readonly hash: Buffer;
}

/** A presentation that whoever it was shown to carries until they answer (decision 0090): nothing of it is stored before. */
export interface CarriedPresentation extends ShownFacts, CarriedBinding {}

/** How a token begins; another layout gets another name. */
const VERSION = 'p1';
const BOUND = 'zhinuo/v1/presentation|';
/** HMAC-SHA256 (RFC 2104, FIPS 198-1), whole. */
const MAC_BYTES = 32;

/** The token: `p1.PAYLOAD.MAC`, both base64url. The payload can be read by whoever carries it, and holds nothing about them but a digest. */
export function sealPresentation(key: Uint8Array, shown: ShownFacts, bound: CarriedBinding): string {
  const payload = JSON.stringify([
    shown.id,
    bound.notice,
    bound.noticeVersion,
    shown.activities.map(({ code, revision }) => [code, revision]),
    shown.surface,
    shown.locale,
    shown.shownAt.getTime(),
    shown.ageDeclarations ?? null,
    shown.wording === undefined ? null : [shown.wording.id, shown.wording.hash],
    toBase64url(bound.sessionDigest),
    toBase64url(bound.hash),
  ]);
  const head = `${VERSION}.${toBase64url(Buffer.from(payload, 'utf8'))}`;
  return `${head}.${toBase64url(macOf(key, head))}`;
}

/** What `sealPresentation` made with the same key; undefined when anything differs. */
export function openPresentation(key: Uint8Array, token: string): CarriedPresentation | undefined {
  const [version, payload, mac, ...more] = token.split('.');
  if (version !== VERSION || payload === undefined || mac === undefined || more.length > 0) return undefined;
  const given = fromBase64url(mac);
  if (given?.length !== MAC_BYTES || !timingSafeEqual(given, macOf(key, `${version}.${payload}`))) return undefined;
  const bytes = fromBase64url(payload);
  return bytes === undefined ? undefined : read(bytes.toString('utf8'));
}

function macOf(key: Uint8Array, head: string): Buffer {
  return keyedDigest(key, BOUND + head);
}

type Payload = readonly [
  id: string,
  notice: string,
  noticeVersion: number,
  activities: readonly (readonly [string, number])[],
  surface: string,
  locale: 'zh-CN' | 'en',
  shownAt: number,
  ageDeclarations: readonly DeclaredAge[] | null,
  wording: readonly [id: string, hash: string] | null,
  sessionDigest: string,
  hash: string,
];

// Only what this deployment wrote comes as far as this.
function read(text: string): CarriedPresentation {
  const [id, notice, noticeVersion, activities, surface, locale, shownAt, ages, wording, session, hash] = JSON.parse(
    text,
  ) as Payload;
  const tried: ShownWording | undefined = wording === null ? undefined : { id: wording[0], hash: wording[1] };
  return {
    ...{ id, notice, noticeVersion, surface, locale },
    activities: activities.map(([code, revision]) => ({ code, revision })),
    shownAt: new Date(shownAt),
    ...(ages === null ? {} : { ageDeclarations: ages }),
    ...(tried === undefined ? {} : { wording: tried }),
    sessionDigest: fromBase64url(session) ?? Buffer.alloc(0),
    hash: fromBase64url(hash) ?? Buffer.alloc(0),
  };
}
