import { randomBytes } from 'node:crypto';
import { canonicalJson, type Json, toBase64url } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/database/index.ts';
import type { Bilingual } from '../../platform/failure.ts';
import type { Tier } from '../../platform/http/index.ts';
import { newId } from '../../platform/ids.ts';
import type { Erasure, Receipt } from '../evidence/index.ts';
import {
  adviceOn,
  type LetterForm,
  type LetterNumber,
  maskLetterNumber,
  readLetterNumber,
} from './domain/letter-number.ts';
import { type SearchedIndex, type SearchFacts, searchPayload, searchStatement } from './domain/search-declaration.ts';
import { holdDownload } from './hold-download.ts';
import type { RightsContext } from './rights-context.ts';
import { notANumber, tooManySearches } from './rights-failures.ts';
import type { DownloadRow } from './store/download-store.ts';
import { countSearches, insertSearch } from './store/search-store.ts';

const HOUR = 3_600_000;
/** Searches one caller may make in an hour: many letters, and too few to go through a list of numbers. */
export const MOST_SEARCHES = 60;
/** How long a paper can be made from a search, in milliseconds. */
const SEARCH_LIFETIME = 24 * HOUR;
/** Records of one number that are shown. */
const MOST_PEOPLE = 50;

/** Who searches, why, and how much the masks leave. */
export interface Searcher {
  readonly by: string;
  readonly tier: Tier;
  readonly reason: string;
}

/** A record found, masked; null where the gate does not permit looking at it. */
export interface FoundPerson {
  readonly person: string;
  readonly fields: { readonly [field: string]: string | undefined } | null;
}

/** What a search answers. */
export interface LetterSearch {
  readonly id: string;
  readonly at: Date;
  readonly form: LetterForm;
  /** The number, masked. */
  readonly masked: string;
  readonly people: readonly FoundPerson[];
  readonly erased: readonly Erasure[];
  readonly indexes: readonly SearchedIndex[];
  readonly checkpoint: SearchFacts['checkpoint'];
  readonly statement: Bilingual;
  readonly advice: ReturnType<typeof adviceOn> | null;
  /** The receipt of the search, and of the use of what it found. */
  readonly receipt: string;
  readonly use: string | null;
  readonly declaration: DownloadRow;
}

/** What is kept of a search, sealed. */
export interface KeptSearch {
  readonly masked: string;
  readonly form: LetterForm;
  readonly erased: readonly string[];
  readonly indexes: readonly SearchedIndex[];
  readonly checkpoint: SearchFacts['checkpoint'];
  readonly statement: Bilingual;
  readonly use: string | null;
  readonly declaration: { readonly name: string; readonly sha256: string };
}

/**
 * Searches for what a letter carries, also among erased people, in the caller's transaction. The search is in the log as a signed declaration; looking at whom
 * it found is a use of their information with its receipt. Throws `rights.not-a-number`, `rights.too-many-searches`.
 */
export async function searchLetter(
  context: RightsContext,
  tx: Tx,
  typed: string,
  searcher: Searcher,
): Promise<LetterSearch> {
  const number = readNumber(context, typed);
  const at = context.clock.now();
  if ((await countSearches(tx, searcher.by, new Date(at.getTime() - HOUR))) >= MOST_SEARCHES)
    throw tooManySearches(HOUR / 1000);
  const id = newId(context.clock);
  const hits = await lookUp(context, tx, number);
  const checkpoint = await newestCheckpoint(context, tx);
  const looked = await lookAt(context, tx, hits.people, { ...searcher, search: id });
  const found = { people: hits.people.length, erased: hits.erased.length };
  const salt = randomBytes(32);
  const { by, reason } = searcher;
  const facts = { search: id, by, number, reason, indexes: hits.indexes, checkpoint, found };
  const receipt = await context.evidence.recordAct(tx, {
    kind: 'search',
    payload: searchPayload(facts, salt),
    time: at,
  });
  const statement = searchStatement(number.form, found, checkpoint.size);
  const masked = maskLetterNumber(number);
  const persons = [...hits.people, ...hits.erased.map(({ person }) => person)];
  const bytes = declarationFile({ statement, masked, salt, receipt, key: context.evidence.verifierKey() });
  const declaration = await holdDownload(
    context,
    tx,
    { kind: 'declaration', name: 'zhinuo-search-declaration.json', bytes, persons },
    by,
  );
  const { form } = number;
  const { indexes } = hits;
  const use = looked.use;
  const erased = hits.erased.map(({ person }) => person);
  const { name, sha256 } = declaration;
  const kept: KeptSearch = { masked, form, erased, indexes, checkpoint, statement, use, declaration: { name, sha256 } };
  await insertSearch(tx, {
    id,
    by,
    at,
    persons,
    sealed: context.vault.sealBlob(`rights.search/${id}`, Buffer.from(JSON.stringify({ ...kept, reason }), 'utf8')),
    receipt: receipt.id,
    expiresAt: new Date(at.getTime() + SEARCH_LIFETIME),
  });
  const advice = adviceOn(form) ?? null;
  const shown = { id, at, form, masked, indexes, checkpoint, statement, advice, declaration, use };
  return { ...shown, people: looked.people, erased: hits.erased, receipt: receipt.id };
}

function readNumber({ vault }: RightsContext, typed: string): LetterNumber {
  const number = readLetterNumber(typed);
  if (number === undefined) throw notANumber();
  if (number.form !== 'email') return number;
  const normalised = vault.normalise('email', number.value);
  if (!normalised.ok) throw notANumber();
  return { form: 'email', value: normalised.index };
}

interface Hits {
  readonly people: readonly string[];
  readonly erased: readonly Erasure[];
  readonly indexes: readonly SearchedIndex[];
}

async function lookUp({ vault, gate, evidence }: RightsContext, tx: Tx, { form, value }: LetterNumber): Promise<Hits> {
  // Relay numbers belong to nobody, and no field holds the others: no index could answer, and that is what the declaration says.
  if (form === 'relay' || form === 'other') return { people: [], erased: [], indexes: [] };
  const [field, channel] = form === 'email' ? (['email', 'email'] as const) : (['mobile', 'sms'] as const);
  const [digest] = await vault.addressDigests(tx, field, [value]);
  if (digest === undefined) throw new Error('an address has a digest');
  const people = new Set(await vault.findByIndex(tx, field, value));
  const erased = new Map<string, Erasure>();
  for (const person of await gate.personsByAddress(tx, channel, digest)) people.add(person);
  for (const erasure of await evidence.erasuresByAddress(tx, channel, digest)) erased.set(erasure.person, erasure);
  for (const person of erased.keys()) people.delete(person);
  const generations = vault.indexGenerations().reverse();
  const indexes = [`vault.${field}`, `consent.address.${channel}`, `evidence.erased-address.${channel}`];
  return {
    people: [...people].sort(),
    erased: [...erased.values()],
    indexes: indexes.map((name) => ({ name, generations })),
  };
}

async function newestCheckpoint({ evidence }: RightsContext, tx: Tx): Promise<SearchFacts['checkpoint']> {
  const [origin = '', size = '0', root = ''] = (await evidence.checkpoint(tx)).split('\n');
  return { origin, size: Number(size), root };
}

const LOOKED_AT = ['name', 'mobile', 'email'] as const;

/** The people of a search, masked: one use under "individual rights" with its receipt, whoever is refused left without values. */
export async function lookAt(
  { gate, vault }: Pick<RightsContext, 'gate' | 'vault'>,
  tx: Tx,
  persons: readonly string[],
  searcher: Searcher & { readonly search: string },
): Promise<{ readonly people: readonly FoundPerson[]; readonly use: string | null }> {
  const shown = persons.slice(0, MOST_PEOPLE);
  if (shown.length === 0) return { people: [], use: null };
  const grant = await gate.usePersons(tx, {
    activity: 'individual-rights',
    operation: 'use',
    fields: LOOKED_AT,
    persons: shown,
    by: searcher.by,
    subject: `search:${searcher.search}`,
  });
  if (grant.permit === null) return { people: shown.map((person) => ({ person, fields: null })), use: null };
  const allowed = shown.filter((person) => !grant.refused.has(person));
  const values = await vault.readMasked(tx, grant.permit, allowed, LOOKED_AT, { tier: searcher.tier });
  const people = shown.map((person) => ({
    person,
    fields: grant.refused.has(person) ? null : (values.get(person) ?? {}),
  }));
  return { people, use: grant.receipt?.id ?? null };
}

/** The declaration as a file: what was found and where, under the log's signature (docs/evidence-format.md, section 16). */
function declarationFile(content: {
  readonly statement: Bilingual;
  readonly masked: string;
  readonly salt: Buffer;
  readonly receipt: Receipt;
  readonly key: string;
}): Buffer {
  const { entry, opening, mergeBy, key, signature } = content.receipt;
  const file: Json = {
    format: 'zhinuo.search',
    number: { masked: content.masked, salt: toBase64url(content.salt) },
    receipt: { entry, mergeBy, key, opening: { salt: opening.salt, payload: opening.payload }, signature },
    statement: { zh: content.statement.zh, en: content.statement.en },
    verifierKey: content.key.split('\n', 1)[0] ?? '',
    version: 1,
  };
  return Buffer.from(`${canonicalJson(file)}\n`, 'utf8');
}
