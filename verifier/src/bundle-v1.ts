import { checkChain } from './chain.ts';
import { readCheckpoint } from './checkpoint.ts';
import { checkCosignatures, readWitnessKeys } from './cosignatures.ts';
import type { Log } from './entries.ts';
import { checkMemory } from './history.ts';
import { Claims } from './inclusion.ts';
import { checkPages } from './pages.ts';
import type { Proven } from './proven.ts';
import { checkRelated } from './related.ts';
import { id, instant, members, text } from './shape.ts';
import { checkSignature, readSigners } from './signers.ts';
import { checkOrigin, checkTrust, signerVerdict } from './trust.ts';
import type { BundleFile, VerifyOptions } from './verify.ts';

/** Checks a bundle of version 1 (section 12 of the format). */
export function checkBundleV1(file: BundleFile, options: VerifyOptions): Proven {
  const bundle = members(
    file.bundle,
    'format',
    'version',
    'id',
    'person',
    'issued',
    'checkpoint',
    'signers',
    'keys',
    'related',
    'notices',
    'account',
  );
  // 1. Everything in it is under one signature.
  const signers = readSigners(bundle.signers);
  const trusted = checkTrust(signers, options.key, bundle.related, bundle.signers.at);
  const signature = members(file.signature, 'key', 'signature');
  checkSignature(signers, signature, `zhinuo.bundle.v1\n${file.canonical}`);
  // 2. The state of the log is signed.
  const checkpoint = readCheckpoint(bundle.checkpoint, signers);
  checkOrigin(trusted, checkpoint, signers, bundle.checkpoint.at);
  // 3. The entries are what they say, complete and in the log.
  const log: Log = { version: 1, checkpoint, signers, claims: new Claims() };
  const subject = { person: id(bundle.person) };
  const keys = checkChain(bundle.keys, { ...subject, bundle: id(bundle.id) }, log);
  const related = checkRelated(bundle.related, subject, log);
  // 4. The pages are the ones that entries name; the handler's own words are texts.
  const pages = checkPages(bundle.notices, [...keys.flatMap((key) => key.entries), ...related]);
  const words = members(bundle.account, 'zh', 'en');
  const narrated = text(words.zh).length + text(words.en).length > 0;
  return {
    subject,
    bundle: id(bundle.id),
    issued: instant(bundle.issued),
    checkpoint,
    signer: signerVerdict(trusted, signers),
    keys,
    related,
    people: [],
    counts: undefined,
    redacted: [],
    completeness: undefined,
    pages,
    cosignatures:
      options.witness === undefined
        ? []
        : checkCosignatures([checkpoint], readWitnessKeys(options.witness), bundle.checkpoint.at, signers.budget),
    timestamps: [],
    documents: undefined,
    narrated,
    remember: checkMemory(options, checkpoint, [], trusted !== undefined, bundle.checkpoint.at),
  };
}
