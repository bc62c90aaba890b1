import { createHash } from 'node:crypto';
import type { Json } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import { Failure } from '../../platform/failure.ts';
import type { ConsentState, UseRecord } from '../consent/index.ts';
import { type BundleParts, committedTexts, type IssuedBundle } from '../evidence/index.ts';
import type { Notice } from '../register/index.ts';
import { type AccountInput, accountPage } from './domain/account-page.ts';
import { type RedactionCategory, redactionOf } from './domain/redaction.ts';
import type { RightsContext } from './rights-context.ts';

const USES_PAGE = 100;
// A bundle lists every use; this bound only keeps one request from taking the process's memory.
const MOST_USES = 20_000;

/** What the issuer of a bundle chooses. */
export interface BundleChoice {
  /** Categories whose openings are withheld; none unless told. */
  readonly redact?: readonly RedactionCategory[];
}

/**
 * Issues the evidence bundle of one person: every entry with its opening and proof, that none is left out up to an epoch made now, the notices as
 * they were published, and a readable account. Runs transactions of its own. Throws `rights.no-such-person` (404).
 */
export async function issueBundle(context: RightsContext, person: string, choice: BundleChoice = {}): Promise<string> {
  return (await issueWithParts(context, person, choice)).text;
}

/** A bundle's file with what it was made of, for papers that tell the same facts. */
export interface IssuedFile {
  readonly text: string;
  readonly parts: BundleParts;
  readonly notices: readonly Notice[];
}

/** The same, with what the file was made of. */
export async function issueWithParts(
  context: RightsContext,
  person: string,
  { redact = [] }: BundleChoice = {},
): Promise<IssuedFile> {
  const { database, evidence } = context;
  // 1. The key ends in the log before anything is shown.
  const issued = await database.transaction(async (tx) => {
    if ((await context.gate.ordinalOf(tx, person)) === undefined)
      throw new Failure('rights.no-such-person', 'not-found', { zh: '没有这个人。', en: 'There is no such person.' });
    return evidence.endKey(tx, person);
  });
  // 2. An epoch covers it. Where that can't be had now, the bundle says how far it is covered.
  await evidence.coverActs();
  // 3. Everything is proven against the state after that.
  return database.transaction((tx) => assemble(context, tx, issued, redact));
}

async function assemble(
  context: RightsContext,
  tx: Tx,
  issued: IssuedBundle,
  redact: readonly RedactionCategory[],
): Promise<IssuedFile> {
  const { person } = issued;
  let notices: readonly Notice[] = [];
  let wordings: readonly string[] = [];
  const consents = await context.gate.consentsOf(tx, person);
  const parts = await context.evidence.personBundle(tx, issued, {
    async related(payloads) {
      notices = await noticesShown(context, tx, payloads, consents);
      wordings = (await context.wordings?.(tx, wordingsNamed(payloads))) ?? [];
      return notices.map((notice) => notice.receipt);
    },
    places: context.gate.memberPlaces(tx, person),
    redaction: redactionOf(redact),
  });
  const unproven = redact.includes('use') ? [] : await unprovenUses(context, tx, person, parts);
  return { text: await seal(context, tx, parts, { notices, wordings, unproven }), parts, notices };
}

/** What people were shown, as far as it may travel in a bundle, and uses without a proof. */
interface Shown {
  readonly notices: readonly Notice[];
  /** Texts of wordings that were tried. */
  readonly wordings: readonly string[];
  readonly unproven: AccountInput['unproven'];
}

/** Seals parts with the notices and wordings that an entry among them commits to, and the account. */
export async function seal(
  context: RightsContext,
  tx: Tx,
  parts: BundleParts,
  { notices, wordings, unproven }: Shown,
): Promise<string> {
  const handler = await context.register.handler(tx);
  const names = new Map((await context.register.activities(tx)).map((activity) => [activity.code, activity.name]));
  // A page travels only where an entry that is opened holds its hash.
  const committed = committedTexts(parts);
  const proven = (html: string) => committed.has(createHash('sha256').update(html, 'utf8').digest('hex'));
  const shown = notices.filter(({ html }) => proven(html.zh) && proven(html.en));
  const pages = notices.flatMap(({ html, shortHtml }) => [html.zh, html.en, shortHtml.zh, shortHtml.en]);
  const tried = wordings.filter(proven);
  const name = handler?.name ?? { zh: '—', en: '—' };
  return context.evidence.sealBundle({
    parts,
    notices: [...pages.filter(proven), ...tried].map((html) => ({ html })),
    account: accountPage({ handler: name, parts, names, notices: shown, wordings: tried, unproven }),
  });
}

/** Uses that nothing in the parts proves: of whole groups, from before such uses had proofs. */
async function unprovenUses(
  context: RightsContext,
  tx: Tx,
  person: string,
  { related }: BundleParts,
): Promise<UseRecord[]> {
  const proven = new Set(related.map(({ entry }) => (JSON.parse(entry) as { id: string }).id));
  const uses: UseRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await context.gate.usesOf(
      tx,
      person,
      cursor === undefined ? { limit: USES_PAGE } : { limit: USES_PAGE, cursor },
    );
    uses.push(...page.items.filter(({ receipt }) => !proven.has(receipt)));
    cursor = page.next;
  } while (cursor !== undefined && uses.length < MOST_USES);
  return uses;
}

// "experiment/variant", as the presentations of an experiment name what they showed.
function wordingsNamed(payloads: readonly Json[]): string[] {
  const named = payloads.map((payload) => {
    const { wording } = (payload ?? {}) as { readonly wording?: { readonly id?: Json } };
    return wording?.id;
  });
  return [...new Set(named.filter((id) => typeof id === 'string'))];
}

/**
 * The notices that somebody was shown, as they were published: those that presentations and answers name, whatever was answered, and those of consents from before
 * answers named any.
 */
export async function noticesShown(
  { register }: Pick<RightsContext, 'register'>,
  tx: Tx,
  payloads: readonly Json[],
  consents: readonly ConsentState[] = [],
): Promise<Notice[]> {
  const shown = new Map<string, { code: string; version: number }>();
  const note = (code: unknown, version: unknown) => {
    if (typeof code === 'string' && typeof version === 'number') shown.set(`${code}/${version}`, { code, version });
  };
  for (const payload of payloads) {
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) continue;
    const { notice, noticeVersion, noticeHash, version } = payload as { readonly [name: string]: Json };
    // A presentation tells the version as its own member, an answer which notice's it is.
    note(notice, noticeHash === undefined ? noticeVersion : version);
  }
  for (const { notice, noticeVersion } of consents) note(notice, noticeVersion);
  const notices: Notice[] = [];
  for (const { code, version } of shown.values()) {
    // What an import names may have been shown by another system, whose page was never here.
    const found = await register.notice(tx, code, version).catch((error: unknown) => {
      if (error instanceof Failure && error.kind === 'not-found') return undefined;
      throw error;
    });
    if (found !== undefined) notices.push(found);
  }
  return notices;
}
