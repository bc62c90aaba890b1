const FIELD =
  'input:not([disabled]):not([type=hidden]):not([type=file]), select:not([disabled]), textarea:not([disabled])';
const CLOSE = '.ant-modal-close';

/**
 * Lets a dialog begin at its first field. The library gives the focus to whatever comes first, which is the button that closes it: whoever opened a form
 * would have to leave that button first, and a press of Enter would throw the form away (WAI-ARIA practices, modal dialog). A dialog that only asks keeps
 * its button. A field that comes later, when its data have, is begun in as long as nobody has done anything. Answers what ends it.
 */
export function beginInField(page: Document): () => void {
  let waiting: Element | undefined;
  const begin = (): void => {
    const close = waiting;
    if (close === undefined || page.activeElement !== close) {
      waiting = undefined;
      return;
    }
    const field = [...(close.closest('[role=dialog]')?.querySelectorAll<HTMLElement>(FIELD) ?? [])].find(isShown);
    if (field === undefined) return;
    waiting = undefined;
    field.focus({ preventScroll: true });
  };
  const focused = (event: FocusEvent): void => {
    const { target, relatedTarget } = event;
    if (!(target instanceof Element) || !target.matches(CLOSE)) return;
    const dialog = target.closest('[role=dialog]');
    // Coming from within the dialog, somebody moved there themselves.
    if (dialog === null || (relatedTarget instanceof Node && dialog.contains(relatedTarget))) return;
    waiting = target;
    // After the frame: the library looks once more whether the focus is where it put it.
    setTimeout(begin, 0);
  };
  const acted = (): void => {
    waiting = undefined;
  };
  const observer = new MutationObserver(() => {
    if (waiting !== undefined) begin();
  });
  observer.observe(page.body, { childList: true, subtree: true });
  page.addEventListener('focusin', focused);
  page.addEventListener('keydown', acted, true);
  page.addEventListener('pointerdown', acted, true);
  return () => {
    observer.disconnect();
    page.removeEventListener('focusin', focused);
    page.removeEventListener('keydown', acted, true);
    page.removeEventListener('pointerdown', acted, true);
  };
}

function isShown(element: Element): boolean {
  return element.checkVisibility?.() ?? element.getClientRects().length > 0;
}
