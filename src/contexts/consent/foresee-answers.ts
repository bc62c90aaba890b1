import type { Tx } from '../../platform/database/index.ts';
import { NOT_YET } from './admit-sessions.ts';
import { type AnswerBasis, revisionsTold } from './check-answers.ts';
import type { ConsentAct } from './domain/acts.ts';
import { type CarriedPresentation, openPresentation } from './domain/carried-presentation.ts';
import { sessionSubject } from './domain/session-subject.ts';
import type { GateContext } from './gate-context.ts';
import type { GivenOut } from './given-out.ts';
import { storedAs } from './open-carried.ts';
import { expectNoNoSince } from './store/noes-since.ts';
import type { StoredPresentation } from './store/presentations.ts';
import { expectSubjects } from './store/subjects.ts';
import { expectSubscribed } from './store/suppressions.ts';
import { FEW } from './store/yeses.ts';

/** Who answers, as far as this process knows, and what they answer. */
interface Answering {
  readonly ordinals: Map<string, number>;
  /** Those about whom the log holds nothing. */
  readonly chainless: ReadonlySet<string>;
  /** Sessions that nobody knows, and not people. */
  readonly strangers: boolean;
  /** What people were shown; nothing of sessions that nobody knows, who can't have said no. */
  readonly shown: readonly GivenOut[];
  presentations(): Promise<Map<string, StoredPresentation>>;
}

/**
 * What the answers of a batch are checked against, from memory and from what sessions carry, without waiting for PostgreSQL (decision 0129): where all
 * are yeses, either of people to whom this process gave out what they answer, or of sessions that nobody knows. What is foreseen is expected of
 * PostgreSQL in the same transaction, which fails and is tried again, with reading, where it is not so. Undefined where it has to be read.
 */
export function foreseeAnswers(
  context: GateContext,
  tx: Tx,
  acts: readonly ConsentAct[],
): { readonly basis: Promise<AnswerBasis>; readonly strangers: boolean } | undefined {
  const { given } = context.presenting;
  const { inForce } = given;
  if (!tx.firstTry || inForce === undefined || acts.length === 0 || acts.length > FEW) return undefined;
  if (acts.some((act) => act.answer !== 'granted' || act.guardian !== undefined)) return undefined;
  const answering = remembered(context, acts) ?? strangers(context, tx, acts);
  if (answering === undefined) return undefined;
  const { ordinals, chainless } = answering;
  if (context.evidence.foreseeUnread(tx, [...ordinals.keys()], chainless) === undefined) return undefined;
  const naming = [...new Set(acts.filter((act) => act.channel !== undefined).map((act) => act.person))];
  // Nobody but a person can have unsubscribed before the first answer. Who is locked is asked about by the statements behind.
  if (!answering.strangers) tx.meanwhile(() => expectSubjects(tx, ordinals));
  if (!answering.strangers && naming.length > 0) tx.meanwhile(() => expectSubscribed(tx, naming));
  // Of those too of whom the log holds nothing: another record of the same human may have said no (decision 0067).
  if (!answering.strangers) tx.meanwhile(() => expectNoNoSince(tx, ...sinceShown(answering.shown)));
  tx.meanwhile(() => context.register.expectInForce(tx, inForce));
  const read = async (): Promise<AnswerBasis> => {
    const presentations = await answering.presentations();
    const revisions = await revisionsTold(context, tx, presentations);
    const now = context.clock.now();
    return { ordinals, presentations, unsubscribed: new Set(), noes: [], inForce, guardians: [], revisions, now };
  };
  return { basis: read(), strangers: answering.strangers };
}

function sinceShown(shown: readonly GivenOut[]): [readonly number[], Date] {
  const times = shown.map(({ presentation }) => presentation.shownAt.getTime());
  return [shown.map(({ ordinal }) => ordinal), new Date(Math.min(...times))];
}

function remembered({ presenting: { given } }: GateContext, acts: readonly ConsentAct[]): Answering | undefined {
  if (!acts.every((act) => given.holderOf(act.presentation) === act.person)) return undefined;
  const ordinals = new Map<string, number>();
  const chainless = new Set<string>();
  const shown: GivenOut[] = [];
  const presentations = new Map<string, StoredPresentation>();
  for (const id of new Set(acts.map((act) => act.presentation))) {
    // It is answered once; whoever comes again is read about.
    const found = given.take(id);
    if (found === undefined) return undefined;
    ordinals.set(found.person, found.ordinal);
    if (found.chainless) chainless.add(found.person);
    shown.push(found);
    presentations.set(id, found.presentation);
  }
  return { ordinals, chainless, strangers: false, shown, presentations: async () => presentations };
}

function strangers(context: GateContext, tx: Tx, acts: readonly ConsentAct[]): Answering | undefined {
  const { presenting, columns } = context;
  const known = (subject: string) => presenting.given.wasAdmitted(subject) || columns?.knows(subject) !== false;
  const carried = new Map<string, readonly [CarriedPresentation, string]>();
  let shown = 0;
  for (const { person, session, presentation, nonce } of acts) {
    if (session === undefined || sessionSubject(session) !== person || known(person)) return undefined;
    if (carried.has(presentation)) continue;
    const opened = openPresentation(presenting.key, nonce);
    if (opened?.id !== presentation) return undefined;
    shown += opened.activities.length;
    carried.set(presentation, [opened, nonce]);
  }
  if (shown > FEW) return undefined;
  const persons = new Set(acts.map((act) => act.person));
  const presentations = async () => {
    const found = new Map<string, StoredPresentation>();
    for (const [id, [opened, nonce]] of carried) {
      const stored = await storedAs(context, tx, opened, nonce);
      if (stored !== undefined) found.set(id, stored);
    }
    return found;
  };
  const ordinals = new Map([...persons].map((person) => [person, NOT_YET]));
  return { ordinals, chainless: persons, strangers: true, shown: [], presentations };
}
