import { type RefObject, useEffect, useRef } from 'react';

/** For a wide table: whatever scrolls sideways in the element takes the focus, so that the arrow keys can scroll it. */
export function useFocusableScroll(): RefObject<HTMLDivElement | null> {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const mark = (): void => {
      for (const part of element.querySelectorAll<HTMLElement>('.ant-table-body, .ant-table-content'))
        if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
        else part.removeAttribute('tabindex');
    };
    const observer = new ResizeObserver(mark);
    observer.observe(element);
    return () => observer.disconnect();
  });
  return holder;
}
