import { type FieldError, fieldError } from '../../../platform/failure.ts';
import { textErrors } from '../../../platform/plain-text.ts';

/** A publishable key as it is made: where it may be used, and what it may present. */
export interface SiteKeyInput {
  /** Lower-case kebab, permanent: part of the surface of everything that is presented with the key ("site:CODE/banner"). */
  readonly code: string;
  readonly name: string;
  readonly brand: string;
  /** Origins ("https://shop.example.cn", "http://localhost:3000") and mini-programs ("wx:APPID"). */
  readonly origins: readonly string[];
  readonly notice: string;
  readonly activities: readonly string[];
  /** Presentations and yeses a minute; usually 600,000. */
  readonly quota?: number;
}

/** A publishable key as it is kept. */
export interface SiteKey extends SiteKeyInput {
  readonly quota: number;
  readonly key: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly revokedAt: Date | null;
}

/** What the register says of an activity that a key names. */
export interface SiteActivity {
  readonly code: string;
  readonly basis: string | undefined;
  readonly ended: boolean;
}

const WECHAT_APP = /^wx:wx[0-9a-f]{16}$/;
/** Where WeChat says that a mini-program's request comes from. */
const WECHAT_REFERER = /^https:\/\/servicewechat\.com\/(wx[0-9a-f]{16})\//;

/** Whether a text names an origin (RFC 6454, serialised) or a mini-program; plain http is for a developer's own machine alone. */
export function isSiteOrigin(text: string): boolean {
  if (WECHAT_APP.test(text)) return true;
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, origin } = new URL(text);
  if (origin !== text || !/^[a-z0-9.:[\]-]+$/.test(hostname)) return false;
  return protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname));
}

/** Where a request says that it comes from: its `Origin`, or the mini-program in its `Referer`; undefined when it says neither. */
export function requestOrigin(headers: {
  readonly origin?: string | undefined;
  readonly referer?: string | undefined;
}): string | undefined {
  if (headers.origin !== undefined) return headers.origin;
  const app = WECHAT_REFERER.exec(headers.referer ?? '')?.[1];
  return app === undefined ? undefined : `wx:${app}`;
}

/** What is wrong with a key that is to be made. */
export function checkSiteKey(
  input: SiteKeyInput,
  register: {
    readonly brand: boolean;
    readonly noticeActivities: readonly string[] | undefined;
    readonly activities: readonly SiteActivity[];
  },
): FieldError[] {
  const errors: FieldError[] = textErrors({ name: input.name });
  const say = (path: string, zh: string, en: string) => errors.push(fieldError(path, zh, en));
  if (!register.brand) say('brand', '没有这个品牌', 'there is no such brand');
  if (register.noticeActivities === undefined) say('notice', '告知尚未发布', 'the notice has not been published');
  for (const [index, origin] of input.origins.entries())
    if (!isSiteOrigin(origin))
      say(
        `origins[${index}]`,
        '须为 https 来源（不带路径），或小程序 wx:APPID；http 仅限本机',
        'must be an https origin without a path, or wx:APPID of a mini-program; http only for this machine',
      );
  for (const [index, { code, basis, ended }] of register.activities.entries()) {
    const path = `activities[${index}]`;
    if (basis !== 'consent') say(path, '须为以同意为基础的处理活动', 'must be an activity that rests on consent');
    else if (ended) say(path, '这项处理活动已经结束', 'this activity has ended');
    else if (register.noticeActivities !== undefined && !register.noticeActivities.includes(code))
      say(path, '告知没有讲到这项处理活动', 'the notice does not tell this activity');
  }
  return errors;
}
