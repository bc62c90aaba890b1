import { randomBytes } from 'node:crypto';
import type { Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import type { ConsentState, UseRecord } from '../consent/index.ts';
import type { Notice } from '../register/index.ts';
import { account } from './domain/account.ts';
import { tokenHash } from './open-session.ts';
import type { RightsContext } from './rights-context.ts';
import { bundleGone } from './rights-failures.ts';
import { findBundle, insertBundle } from './store/bundle-store.ts';

/** How long a link to a bundle works, in milliseconds. */
export const BUNDLE_LIFETIME = 24 * 3_600_000;
const USES_PAGE = 100;
// A bundle lists every use; this bound only keeps one request from taking the process's memory.
const MOST_USES = 20_000;

/**
 * The evidence bundle of one person: every entry with its opening and proof, the notices as they were published, and a plain account.
 * Issuing it is itself an act in the log. Throws `rights.no-such-person` (404).
 */
export async function assembleBundle(context: RightsContext, tx: Tx, person: string): Promise<string> {
  if ((await context.gate.ordinalOf(tx, person)) === undefined) {
    throw new Failure('rights.no-such-person', 'not-found', { zh: '没有这个人。', en: 'There is no such person.' });
  }
  const answers = await context.gate.consentsOf(tx, person);
  const uses = await allUses(context, tx, person);
  const notices = await noticesOf(context, tx, answers);
  const handler = await context.register.handler(tx);
  const names = new Map((await context.register.activities(tx)).map((activity) => [activity.code, activity.name]));
  const parts = await context.evidence.personBundle(tx, person, {
    related: notices.map((notice) => notice.receipt),
    places: context.gate.memberPlaces(tx, person),
  });
  return context.evidence.sealBundle({
    parts,
    notices: notices.flatMap((notice) =>
      [notice.html.zh, notice.html.en, notice.shortHtml.zh, notice.shortHtml.en].map((html) => ({ html })),
    ),
    account: account({
      handler: handler?.name ?? { zh: '—', en: '—' },
      issued: context.clock.now(),
      answers,
      uses,
      names,
    }),
  });
}

async function allUses(context: RightsContext, tx: Tx, person: string): Promise<UseRecord[]> {
  const uses: UseRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await context.gate.usesOf(
      tx,
      person,
      cursor === undefined ? { limit: USES_PAGE } : { limit: USES_PAGE, cursor },
    );
    uses.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined && uses.length < MOST_USES);
  return uses;
}

async function noticesOf(context: RightsContext, tx: Tx, answers: readonly ConsentState[]): Promise<Notice[]> {
  const shown = new Map<string, { code: string; version: number }>();
  for (const { notice, noticeVersion } of answers) {
    if (notice !== null && noticeVersion !== null)
      shown.set(`${notice}/${noticeVersion}`, { code: notice, version: noticeVersion });
  }
  const notices: Notice[] = [];
  for (const { code, version } of shown.values()) notices.push(await context.register.notice(tx, code, version));
  return notices;
}

/** Makes a bundle for each of the person's records and keeps it, sealed, behind a link without any personal information for 24 hours. */
export async function prepareBundles(
  context: RightsContext,
  tx: Tx,
  persons: readonly string[],
): Promise<{ urls: string[] }> {
  const urls: string[] = [];
  for (const person of persons) {
    const text = await assembleBundle(context, tx, person);
    const token = randomBytes(32).toString('base64url');
    const now = context.clock.now();
    await insertBundle(tx, {
      tokenHash: tokenHash(token),
      person,
      sealed: context.vault.sealBlob(`rights.bundle/${person}`, Buffer.from(text, 'utf8')),
      createdAt: now,
      expiresAt: new Date(now.getTime() + BUNDLE_LIFETIME),
    });
    urls.push(`/me/bundles/${token}`);
  }
  return { urls };
}

/** The bundle behind a link; throws `rights.bundle-gone` (404) once it has ended. */
export async function collectBundle(context: RightsContext, tx: Tx, token: string): Promise<string> {
  const row = await findBundle(tx, tokenHash(token), context.clock.now());
  if (row === undefined) throw bundleGone();
  return context.vault.openBlob(`rights.bundle/${row.person}`, row.sealed).toString('utf8');
}
