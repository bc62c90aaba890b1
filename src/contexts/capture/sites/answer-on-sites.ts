import type { Outcome, Tx } from '../../../platform/database/index.ts';
import type { AnswerInput } from '../../consent/index.ts';
import type { Receipt } from '../../evidence/index.ts';
import type { CaptureDeps } from '../capture-deps.ts';
import { siteUnknown } from '../capture-failures.ts';
import type { SiteKey } from '../domain/site-key.ts';
import { admit, attempt, learnCodes, type SiteCaller, type SitesKept, sitesSeen, withTheRest } from './site-caller.ts';
import type { SiteQuota } from './site-quota.ts';
import { siteSession } from './site-session.ts';

/** The answers to one presentation; they stand or fall together. */
export interface SiteAnswers extends SiteCaller {
  readonly presentation: string;
  readonly nonce: string;
  readonly ageDeclared?: 14 | 18;
  readonly how: 'explicit_action' | 'global_privacy_control';
  readonly answers: readonly Omit<
    AnswerInput,
    'person' | 'session' | 'presentation' | 'nonce' | 'how' | 'ageDeclared'
  >[];
}

/** Receipts in the order of the answers, and the name under which the gate knows the session. */
export interface SiteAnswered {
  readonly receipts: Receipt[];
  readonly session: string;
}

/** Records the answers of many sessions at once; each list stands or falls by itself. Whether the keys hold is asked together with what the gate reads. */
export async function answerOnSites(
  deps: CaptureDeps,
  tx: Tx,
  all: readonly SiteAnswers[],
  { quota, codes }: SitesKept,
): Promise<Outcome<SiteAnswered>[]> {
  const learning = learnCodes(tx, all, codes);
  if (learning !== undefined) await learning;
  const named = all.map((said) => attempt(() => ({ said, acts: actsOf(codes.of(said.key), said) })));
  const outcomes = await withTheRest(named, (some) =>
    deps.gate.tryRecordConsents(
      tx,
      some.map(({ acts }) => acts),
      async () => {
        const callers = some.map(({ said }) => said);
        const sites = await sitesSeen(tx, callers, codes);
        const refusals = some.map(({ said }) => attempt(() => admitAnswers(sites, said, quota)));
        return (place) => {
          const refusal = refusals[place];
          return refusal?.ok === false ? refusal.failure : undefined;
        };
      },
    ),
  );
  return outcomes.map((outcome, index) => {
    const each = named[index];
    if (!outcome.ok || each?.ok !== true) return outcome as Exclude<typeof outcome, { ok: true }>;
    return { ok: true, value: { receipts: outcome.value, session: each.value.acts[0]?.session ?? '' } };
  });
}

function admitAnswers(sites: ReadonlyMap<string, SiteKey>, said: SiteAnswers, quota: SiteQuota): void {
  const { answers } = said;
  const site = admit(
    sites,
    said,
    answers.map(({ activity }) => activity),
  );
  if (answers.every(({ answer }) => answer === 'granted')) quota.count(site);
}

function actsOf(code: string | undefined, said: SiteAnswers): AnswerInput[] {
  if (code === undefined) throw siteUnknown();
  const { presentation, nonce, how, ageDeclared, answers } = said;
  const session = siteSession(code, said.session);
  const shown = { session, presentation, nonce, how };
  const named = ageDeclared === undefined ? shown : { ...shown, ageDeclared };
  return answers.map((answer) => Object.assign({}, answer, named));
}
