export {
  ANONYMOUS,
  type AnonymousCaller,
  type ApiKeyCaller,
  type Caller,
  callerName,
  type PersonCaller,
  type StaffCaller,
  type Tier,
} from './caller.ts';
export { isPlainName, joinPath } from './error-path.ts';
export type { CallerResolver, HttpApp, RouteEntry } from './http-app.ts';
export { signInNeeded } from './http-failures.ts';
export { pageLanguage } from './page-language.ts';
export type { Permission } from './permission.ts';
export { Html, html, plainPage } from './plain-page.ts';
export { refusalAsPage } from './refusal-as-page.ts';
export { STATUS_OF_KIND } from './status-of-kind.ts';
export { describeProblems, type SchemaProblem } from './validation-messages.ts';
