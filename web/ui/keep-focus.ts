const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex]:not([tabindex="-1"])';

/** Where an element stood: its ancestors, innermost first, each with the place of the child that leads to the element. */
type Path = ReadonlyArray<{ readonly parent: Element; readonly place: number }>;

/**
 * Keeps the keyboard's place when what had the focus goes away, which browsers answer with the start of the page (WCAG 2.4.3): a closed dialog gives it
 * back to what opened it, a removed row to the row that came in its place, a button that was dead while it worked takes it again. A pointer has its place
 * by itself; for it only dialogs give back. Answers what ends it.
 */
export function keepFocus(page: Document): () => void {
  let last: HTMLElement | undefined;
  let path: Path = [];
  let byKeyboard = false;
  let waiting = false;
  const openers = new WeakMap<Element, HTMLElement>();

  const focused = (event: FocusEvent): void => {
    if (!(event.target instanceof HTMLElement)) return;
    const dialog = event.target.closest('[role=dialog]');
    if (dialog !== null && last !== undefined && !dialog.contains(last) && !openers.has(dialog))
      openers.set(dialog, last);
    last = event.target;
    path = pathOf(last);
  };
  const look = (): void => {
    waiting = false;
    if (last === undefined || !page.hasFocus() || !isLost(page)) return;
    if (last.isConnected && isShown(last)) {
      if (byKeyboard && last.matches(FOCUSABLE)) last.focus({ preventScroll: true });
      return;
    }
    const opener = path.map(({ parent }) => openers.get(parent)).find((each) => each !== undefined);
    if (opener !== undefined) {
      const back = stillThere(opener, openers) ?? page.querySelector<HTMLElement>('h1[tabindex="-1"]');
      back?.focus({ preventScroll: true });
    } else if (byKeyboard) focusNearest(path);
  };
  // After the frame: what replaces the lost element may take the focus itself.
  const later = (): void => {
    if (waiting || last === undefined || !isLost(page)) return;
    waiting = true;
    setTimeout(look, 0);
  };
  const key = (): void => {
    byKeyboard = true;
  };
  const pointer = (): void => {
    byKeyboard = false;
  };
  const observer = new MutationObserver(later);
  observer.observe(page.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
  page.addEventListener('focusin', focused);
  page.addEventListener('keydown', key, true);
  page.addEventListener('pointerdown', pointer, true);
  return () => {
    observer.disconnect();
    page.removeEventListener('focusin', focused);
    page.removeEventListener('keydown', key, true);
    page.removeEventListener('pointerdown', pointer, true);
  };
}

/** Whether nothing of the page has the focus. */
export function isLost(page: Document): boolean {
  return page.activeElement === null || page.activeElement === page.body;
}

function isShown(element: Element): boolean {
  return element.checkVisibility?.() ?? element.getClientRects().length > 0;
}

function pathOf(element: Element): Path {
  const path: Array<{ parent: Element; place: number }> = [];
  for (let child = element; child.parentElement !== null; child = child.parentElement)
    path.push({ parent: child.parentElement, place: [...child.parentElement.children].indexOf(child) });
  return path;
}

/** Gives the focus to the next thing to work with where the lost one stood, or to the one before it; to nothing outside of the page's content. */
function focusNearest(path: Path): void {
  for (const { parent, place } of path) {
    if (!parent.isConnected) continue;
    if (parent.tagName === 'BODY') return;
    const children = [...parent.children];
    const before = children.slice(0, place).flatMap(workable).toReversed();
    for (const element of [...children.slice(place).flatMap(workable), ...before]) {
      // What lies in a closed fold does not take it.
      element.focus();
      if (element === element.ownerDocument.activeElement) return;
    }
  }
}

function workable(element: Element): HTMLElement[] {
  const inside = [...element.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const all = element instanceof HTMLElement && element.matches(FOCUSABLE) ? [element, ...inside] : inside;
  return all.filter(isShown);
}

/** What opened a dialog, or, where it stood in a dialog that is gone too (a question asked before one closes), what opened that. */
function stillThere(opener: HTMLElement, openers: WeakMap<Element, HTMLElement>): HTMLElement | undefined {
  let back: HTMLElement | undefined = opener;
  while (back !== undefined && !back.isConnected) {
    const dialog: Element | null = back.closest('[role=dialog]');
    back = dialog === null ? undefined : openers.get(dialog);
  }
  return back;
}
