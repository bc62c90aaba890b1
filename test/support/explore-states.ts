/** A small machine: its first state, what can happen in a state, and which promise a state breaks. */
export interface Machine<State> {
  readonly first: State;
  successors(state: State): readonly State[];
  broken(state: State, over: boolean): string | undefined;
}

/** Explores everything that can happen; answers the first promise that was broken, or how many states hold. */
export function exploreStates<State>(
  machine: Machine<State>,
): { readonly broken: string } | { readonly states: number } {
  const seen = new Set([JSON.stringify(machine.first)]);
  const waiting = [machine.first];
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    const next = machine.successors(state);
    const broken = machine.broken(state, next.length === 0);
    if (broken !== undefined) return { broken };
    for (const each of next) {
      const key = JSON.stringify(each);
      if (seen.has(key)) continue;
      seen.add(key);
      waiting.push(each);
    }
  }
  return { states: seen.size };
}
