import { shanghaiDate } from '../../../domain/china-time.ts';

/** What became of events of a source, added up before it is written. */
export class Counts {
  readonly #counts = new Map<string, { kind: string; detail: string; count: number }>();
  readonly #anonymous = new Map<string, { day: string; name: string; count: number }>();

  add(kind: string, detail: string, count = 1): void {
    if (count === 0) return;
    const key = `${kind}|${detail}`;
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { kind, detail, count });
    else known.count += count;
  }

  /** An event of somebody who may not be analysed: not kept, or counted by its day and name alone, by the source's rule. */
  addDenied(
    source: { readonly withoutPermission: 'drop' | 'count' },
    filed: { readonly at: Date; readonly event: { readonly name: string | undefined } },
    reason: string,
  ): void {
    const { name } = filed.event;
    if (source.withoutPermission === 'drop' || name === undefined) {
      this.add('event', `dropped:${reason}`);
      return;
    }
    this.add('event', `counted:${reason}`);
    const day = shanghaiDate(filed.at);
    const key = `${day}|${name}`;
    const known = this.#anonymous.get(key);
    if (known === undefined) this.#anonymous.set(key, { day, name, count: 1 });
    else known.count += 1;
  }

  rows(): { kind: string; detail: string; count: number }[] {
    return [...this.#counts.values()].sort((a, b) => (a.kind + a.detail < b.kind + b.detail ? -1 : 1));
  }

  anonymous(): { day: string; name: string; count: number }[] {
    return [...this.#anonymous.values()].sort((a, b) => (a.day + a.name < b.day + b.name ? -1 : 1));
  }
}
