import type { Finding, ScannedText } from './finding.ts';

const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 190;
const LOCAL = /^[a-z0-9](?:[a-z0-9!#$%&'*+/=?^_`{|}~.-]*[a-z0-9_+-])?$/i;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59})/i;
// What stands before the @ of a shared mailbox or of a program's address: no person by itself (obligations section 8).
const ROLES =
  /^(?:info|service|services|support|sales|admin|administrator|webmaster|postmaster|hostmaster|contact|hello|help|office|hr|jobs|job|career|careers|press|media|pr|marketing|privacy|dpo|legal|security|abuse|noc|root|git|no-?reply|donotreply|mailer-daemon|notifications?|newsletter|billing|finance|feedback|kefu|customer-?service|cs|team|system|robot|bot|test)$/i;
const FILES = /\.(?:png|jpe?g|gif|webp|svg|ico|css|js|mjs|ts|tsx|map|json|html?|pdf|docx?|xlsx?|zip|mp4|woff2?)$/i;

/** The address around an `@`, or nothing. Mailboxes of a role are found with little confidence. */
export function findEmail({ text, codes }: ScannedText, at: number): Finding | undefined {
  let start = at;
  while (start > 0 && at - start < LONGEST_LOCAL && isLocalCode(codes[start - 1] ?? 0)) start -= 1;
  while (start < at && !isEdge(codes[start] ?? 0)) start += 1;
  if (start === at || !LOCAL.test(text.slice(start, at))) return undefined;
  const behind = text.slice(at + 1, at + 1 + LONGEST_DOMAIN);
  const domain = DOMAIN.exec(behind)?.[0];
  if (domain === undefined || FILES.test(domain) || /^[\w-]*@/.test(behind.slice(domain.length))) return undefined;
  const local = text.slice(start, at);
  if (local.includes('..') || isUserOfUrl(text, start)) return undefined;
  return { kind: 'email', start, end: at + 1 + domain.length, confidence: ROLES.test(local) ? 0.3 : 0.97 };
}

// Letters, digits and the signs that real addresses use; quotes, slashes and equals signs end them, as they do in URLs and query strings.
function isLocalCode(code: number): boolean {
  if (code >= 0x80) return false;
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 0x2e ||
    code === 0x5f ||
    code === 0x2d ||
    code === 0x2b
  );
}

function isEdge(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

// postgres://user:word@host.example.com and ssh://user@host name a machine's account.
function isUserOfUrl(text: string, start: number): boolean {
  return (
    '/:'.includes(text.charAt(start - 1)) && /[a-z]:\/\/[^\s/@]*$/i.test(text.slice(Math.max(0, start - 60), start))
  );
}
