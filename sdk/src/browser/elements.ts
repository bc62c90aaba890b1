type Child = Node | string | false | undefined;

/** An element with attributes and children; texts are only ever set as text. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | (() => void)>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else made.setAttribute(name, value);
  }
  for (const child of children) if (child !== false && child !== undefined) made.append(child);
  return made;
}

const KEPT = new Set([
  'SECTION',
  'P',
  'UL',
  'LI',
  'STRONG',
  'A',
  'TABLE',
  'TR',
  'TH',
  'TD',
  'TBODY',
  'THEAD',
  'H2',
  'H3',
]);

/** The short notice as nodes: only plain elements without attributes, and links to the server's own pages. */
export function noticeNodes(html: string, server: string): DocumentFragment {
  const out = document.createDocumentFragment();
  const copy = (from: Node, into: Node): void => {
    for (const node of Array.from(from.childNodes)) {
      if (node.nodeType === Node.TEXT_NODE) into.appendChild(document.createTextNode(node.nodeValue ?? ''));
      if (!(node instanceof Element)) continue;
      if (!KEPT.has(node.tagName)) {
        if (!/^(?:SCRIPT|STYLE|TEMPLATE)$/.test(node.tagName)) copy(node, into);
        continue;
      }
      const made = document.createElement(node.tagName);
      const href = node.getAttribute('href');
      if (made instanceof HTMLAnchorElement && href?.startsWith('/') === true) {
        made.href = new URL(href, server).href;
        made.target = '_blank';
        made.rel = 'noopener';
      }
      copy(node, made);
      into.appendChild(made);
    }
  };
  copy(new DOMParser().parseFromString(html, 'text/html').body, out);
  return out;
}
