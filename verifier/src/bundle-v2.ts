import { type CheckedKey, checkChain } from './chain.ts';
import { readCheckpoint } from './checkpoint.ts';
import { checkCompleteness } from './completeness.ts';
import { checkCosignatures, readWitnessKeys } from './cosignatures.ts';
import type { CheckedEntry, Log } from './entries.ts';
import { checkHistory, checkMemory } from './history.ts';
import { Claims } from './inclusion.ts';
import { checkPages, readDocuments } from './pages.ts';
import { checkCounts, checkPeople } from './people.ts';
import type { Proven } from './proven.ts';
import { Refusal } from './refusal.ts';
import { checkRelated } from './related.ts';
import { type Field, id, instant, items, matching, members } from './shape.ts';
import { checkSignature, readSigners } from './signers.ts';
import { readSubject, type Subject } from './subject.ts';
import { readTimestamps } from './timestamps.ts';
import { checkOrigin, checkTrust, signerVerdict } from './trust.ts';
import type { BundleFile, VerifyOptions } from './verify.ts';

/** Checks a bundle of version 2 (section 8 of the format). */
export function checkBundleV2(file: BundleFile, options: VerifyOptions): Proven {
  const bundle = members(
    file.bundle,
    'format',
    'version',
    'id',
    'subject',
    'issued',
    'signers',
    'checkpoint',
    'inclusion',
    'history',
    'timestamps',
    'completeness',
    'keys',
    'related',
    'people',
    'counts',
    'redacted',
    'notices',
    'account',
  );
  // 1. Everything in it is under one signature.
  const signers = readSigners(bundle.signers);
  const trusted = checkTrust(signers, options.key, bundle.related, bundle.signers.at);
  const signature = members(file.signature, 'key', 'signature');
  checkSignature(signers, signature, `zhinuo.bundle.v2\n${file.canonical}`);
  // 2. The state of the log is signed, and extends the earlier ones.
  const checkpoint = readCheckpoint(bundle.checkpoint, signers);
  checkOrigin(trusted, checkpoint, signers, bundle.checkpoint.at);
  const history = checkHistory(bundle.history, checkpoint, signers);
  const remember = checkMemory(options, checkpoint, history, trusted !== undefined, bundle.checkpoint.at);
  // 3. The entries are what they say.
  const log: Log = { version: 2, checkpoint, signers, claims: new Claims() };
  const subject = readSubject(bundle.subject);
  const keys = chainOf(bundle.keys, subject, id(bundle.id), log);
  const related = checkRelated(bundle.related, subject, log);
  const people = checkPeople(bundle.people, subject, log);
  const counts = checkCounts(bundle.counts, subject, people, related);
  const own = keys.flatMap((key) => key.entries);
  const redacted = readRedacted(bundle.redacted, [...own, ...related]);
  // 4. They are complete up to the epoch, and in the log.
  const completeness = checkCompleteness(bundle.completeness, keys, related, checkpoint.size);
  log.claims.check(bundle.inclusion, checkpoint);
  const timestamps = readTimestamps(bundle.timestamps, log);
  // 5. The pages are the ones that entries name; the handler's own words are still documents.
  const pages = checkPages(bundle.notices, [...own, ...related]);
  const documents = readDocuments(bundle.account);
  return {
    subject,
    bundle: id(bundle.id),
    issued: instant(bundle.issued),
    checkpoint,
    signer: signerVerdict(trusted, signers),
    keys,
    related,
    people,
    counts,
    redacted,
    completeness,
    pages,
    cosignatures:
      options.witness === undefined
        ? []
        : checkCosignatures(
            [...history, checkpoint],
            readWitnessKeys(options.witness),
            bundle.checkpoint.at,
            signers.budget,
          ),
    timestamps,
    documents,
    narrated: true,
    remember,
  };
}

function chainOf(field: Field, subject: Subject, bundle: string, log: Log): CheckedKey[] {
  if ('person' in subject) return checkChain(field, { person: subject.person, bundle }, log);
  items(field, 0);
  return [];
}

// Without these the person's chain, the map and the keys could not be followed.
const ALWAYS_SHOWN = ['key', 'bundle-issued', 'epoch', 'signing-key'];

function readRedacted(field: Field, entries: readonly CheckedEntry[]): string[] {
  const categories = items(field, 100).map((item) => matching(item, /^[a-z][a-z-]{0,39}$/));
  if (categories.some((category, at) => at > 0 && category <= (categories[at - 1] ?? '')))
    throw new Refusal('structure', field.at, '类别应排序且不重复', 'the categories are not sorted, each once');
  const closed = entries.find(
    ({ kind, payload }) => payload === undefined && (categories.length === 0 || ALWAYS_SHOWN.includes(kind)),
  );
  if (closed !== undefined)
    throw new Refusal('opening', closed.at, '条目的内容不得保留', 'the opening of this entry may not be withheld');
  return categories;
}
