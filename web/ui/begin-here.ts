import { type RefObject, useEffect, useRef } from 'react';
import { isLost } from './keep-focus.ts';

let arrived = false;

/** For a title: a page that came in the place of another begins there; one that was just opened begins where the browser begins. */
export function useBeginHere(): RefObject<HTMLHeadingElement | null> {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const inNavigation = document.activeElement?.closest('nav') != null;
    if (arrived && (isLost(document) || inNavigation)) title.current?.focus({ preventScroll: true });
    arrived = true;
  }, []);
  return title;
}

/** Whether nobody has begun to work on the page yet: nothing has the focus, or only its title. */
export function atTheBeginning(): boolean {
  return isLost(document) || document.activeElement?.tagName === 'H1';
}
