import { SaxesParser } from 'saxes';

/** The members of a flat XML document, of the lists one level below, and by name what stands in the entries of a list; a member that comes twice keeps its last text. */
export interface FlatXml {
  readonly texts: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly inLists: ReadonlyMap<string, readonly string[]>;
}

const DEEPEST = 4;
const MOST_ELEMENTS = 2000;

/**
 * Reads `<xml><Name>text</Name><List><Item>text</Item></List></xml>`. Undefined for what is no XML, and for a document that declares a type or
 * entities, is nested deeper or has more elements than any message has: no entity is ever expanded.
 */
export function readFlatXml(text: string): FlatXml | undefined {
  const texts = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const inLists = new Map<string, string[]>();
  const path: string[] = [];
  let current = '';
  let elements = 0;
  let refused = false;
  const parser = new SaxesParser();
  const take = (more: string) => {
    current += more;
  };
  parser.on('error', () => {
    refused = true;
  });
  parser.on('doctype', () => {
    refused = true;
  });
  parser.on('opentag', ({ name }) => {
    path.push(name);
    elements += 1;
    current = '';
    if (path.length > DEEPEST || elements > MOST_ELEMENTS) refused = true;
  });
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('closetag', () => {
    if (path.length === 2) texts.set(path[1] ?? '', current.trim());
    if (path.length === 3) lists.set(path[1] ?? '', [...(lists.get(path[1] ?? '') ?? []), current.trim()]);
    if (path.length === 4) inLists.set(path[3] ?? '', [...(inLists.get(path[3] ?? '') ?? []), current.trim()]);
    path.pop();
    current = '';
  });
  try {
    parser.write(text).close();
  } catch {
    return undefined;
  }
  return refused || elements === 0 ? undefined : { texts, lists, inLists };
}
