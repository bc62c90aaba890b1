/**
 * Gives every style element that our own scripts make the nonce of the page. antd hands the nonce on to its styles, but its table measures
 * scroll bars with a style element of its own, which a strict content security policy would refuse.
 */
export function giveStylesTheNonce(nonce: string): void {
  const make = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = make(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
}
