import type { Json } from '../../src/platform/crypto/index.ts';
import { at, type Path, replaceAt } from './bundle-line.ts';

/** A changed file and what was done to it. */
export interface Mutation {
  readonly what: string;
  readonly bytes: Buffer;
}

/** How many things are done to each byte. */
export const BYTE_CHANGES = 4;

/** The file after change number `change` of the byte at `place`: another bit, another byte, one fewer, one more. */
export function changeByte(file: Buffer, place: number, change: number, random: () => number): Mutation {
  const what = `byte ${place}, change ${change}`;
  const byte = file[place] ?? 0;
  const before = file.subarray(0, place);
  const after = file.subarray(place + 1);
  const other = Math.floor(random() * 256);
  switch (change) {
    case 0:
      return { what, bytes: Buffer.concat([before, Buffer.of(byte ^ (1 << Math.floor(random() * 8))), after]) };
    case 1:
      return { what, bytes: Buffer.concat([before, Buffer.of(other), after]) };
    case 2:
      return { what, bytes: Buffer.concat([before, after]) };
    default:
      return { what, bytes: Buffer.concat([before, Buffer.of(other, byte), after]) };
  }
}

/** Every place of a JSON value, the root apart. */
export function pathsOf(value: Json, path: Path = []): Path[] {
  const own = path.length === 0 ? [] : [path];
  if (Array.isArray(value)) return own.concat(...value.map((item, index) => pathsOf(item, [...path, index])));
  if (value === null || typeof value !== 'object') return own;
  return own.concat(...Object.entries(value).map(([name, item]) => pathsOf(item, [...path, name])));
}

/** How many things are done to each field. */
export const FIELD_CHANGES = 8;

/** Changes the value at a place: taken away, emptied, another type, another value, doubled, turned round, put in a neighbour's place, renamed. */
export function changeField(root: Json, path: Path, change: number, random: () => number): void {
  const parent = at(root, path.slice(0, -1));
  const name = path.at(-1) ?? '';
  const value = at(root, path);
  switch (change) {
    case 0:
      remove(parent, name);
      return;
    case 1:
      replaceAt(root, path, null);
      return;
    case 2:
      replaceAt(root, path, typeof value === 'string' ? 0 : 'x');
      return;
    case 3:
      replaceAt(root, path, altered(value, random));
      return;
    case 4:
      replaceAt(root, path, Array.isArray(value) ? [...value, ...value.slice(-1)] : [value]);
      return;
    case 5:
      replaceAt(root, path, Array.isArray(value) ? value.toReversed() : { [String(name)]: value });
      return;
    case 6: {
      const places = pathsOf(root).filter((each) => each.at(-1) === name);
      const other = places[Math.floor(random() * places.length)];
      if (other !== undefined) replaceAt(root, path, structuredClone(at(root, other)));
      return;
    }
    default:
      if (Array.isArray(parent)) parent.splice(Number(name), 0, structuredClone(value));
      else replaceAt(root, [...path.slice(0, -1), `${String(name)}x`], value);
  }
}

function remove(parent: Json, name: string | number): void {
  if (Array.isArray(parent)) parent.splice(Number(name), 1);
  else if (parent !== null && typeof parent === 'object') Reflect.deleteProperty(parent, name);
}

function altered(value: Json, random: () => number): Json {
  if (typeof value === 'number') return value + (random() < 0.5 ? 1 : -1);
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') {
    const place = Math.floor(random() * Math.max(1, value.length));
    const letter = value.charAt(place) === 'A' ? 'B' : 'A';
    return value.slice(0, place) + letter + value.slice(place + 1);
  }
  return Array.isArray(value) ? [] : {};
}

/**
 * Whether a changed file still says the same, judged without the verifier: as the platform's own JSON reads it. White space between tokens and another
 * spelling of the same string say the same; everything else says something else, or nothing.
 */
export function saysTheSame(original: Buffer, changed: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(changed);
    return sorted(JSON.parse(text)) === sorted(JSON.parse(original.toString('utf8')));
  } catch {
    return false;
  }
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_name, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

interface Shown {
  readonly entry: string;
  readonly index: number | null;
  readonly opening: Json;
}
interface Told {
  readonly subject: Json;
  readonly keys: readonly { readonly entries: readonly Shown[] }[];
  readonly related: readonly Shown[];
  readonly people: readonly Shown[];
  readonly notices: readonly { readonly hash: string; readonly html: string }[];
}

/**
 * What of a bundle's facts another bundle, signed again by the same log, tells otherwise; undefined when nothing. The issuer may leave out what nothing
 * proves complete (related entries, entries of people, pages), withhold openings, and say other words of its own; a fact may not change.
 */
export function changedFact(original: unknown, changed: unknown): string | undefined {
  const [one, other] = [original as Told, changed as Told];
  const [mine, theirs] = [one, other].map((told) => told.keys.flatMap((key) => key.entries));
  if (sorted(one.subject) !== sorted(other.subject) && 'person' in (one.subject as object)) return 'subject';
  if (mine?.length !== theirs?.length) return 'the number of entries under keys';
  for (const [place, entry] of (theirs ?? []).entries()) {
    const own = mine?.[place];
    if (own === undefined || !sameEntry(own, entry)) return `entry ${place}`;
  }
  const known = [...(mine ?? []), ...one.related, ...one.people];
  for (const entry of [...other.related, ...other.people])
    if (!known.some((own) => sameEntry(own, entry))) return 'an entry that was not there';
  for (const page of other.notices)
    if (!one.notices.some((own) => sorted(own) === sorted(page))) return 'a page that was not there';
  return undefined;
}

function sameEntry(own: Shown, shown: Shown): boolean {
  if (own.entry !== shown.entry || own.index !== shown.index) return false;
  return shown.opening === null || sorted(own.opening) === sorted(shown.opening);
}
