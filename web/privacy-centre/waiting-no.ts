import { useEffect, useState } from 'react';
import { ApiError } from '../ui/api.ts';

const KEPT = 'zhinuo.noes';
const AGAIN_MS = 10_000;

function kept(): readonly string[] {
  const value: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]');
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

function keep(name: string, waits: boolean): void {
  const others = kept().filter((each) => each !== name);
  sessionStorage.setItem(KEPT, JSON.stringify(waits ? [...others, name] : others));
}

/** Forgets noes that could not be sent: whoever signs in next may be somebody else. */
export function forgetNoes(): void {
  sessionStorage.removeItem(KEPT);
}

/**
 * Sends a no, and keeps it while the network is cut, also over a reload: it goes out by itself when there is one again. A yes is never kept.
 * `waits` tells that it is not in force yet.
 */
export function useWaitingNo(name: string, send: () => Promise<void>): { waits: boolean; say: () => Promise<void> } {
  const [waits, setWaits] = useState(() => kept().includes(name));
  const say = async (): Promise<void> => {
    try {
      await send();
    } catch (error) {
      // The server answered: it was heard and refused, and waiting would change nothing.
      const cut = error instanceof ApiError && (error.status === 0 || error.status >= 502);
      keep(name, cut);
      setWaits(cut);
      if (cut) return;
      throw error;
    }
    keep(name, false);
    setWaits(false);
  };
  useEffect(() => {
    if (!waits) return;
    const again = (): void => void say().catch(() => undefined);
    const timer = window.setInterval(again, AGAIN_MS);
    window.addEventListener('online', again);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener('online', again);
    };
  });
  return { waits, say };
}
