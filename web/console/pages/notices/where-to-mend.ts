/** The place of a notice that a path names. */
export interface Place {
  /** The activity that it is about, if it is about one. */
  readonly activity?: string;
  /** The page and form where it is mended; absent for the draft's own title, introduction and choice of activities. */
  readonly link?: { readonly to: string; readonly open?: string; readonly at?: string };
}

/** Where an item is mended: "handler.name" in the settings, "activities[2].method" in the form of the third activity, "intro" in the draft. */
export function whereToMend(path: string, activities: readonly string[]): Place {
  if (path.startsWith('handler.')) {
    const at = path.slice('handler.'.length);
    return { link: { to: '/settings', at: at === 'contact' ? 'phone' : at } };
  }
  const [, place, ended, at] = /^activities(?:\[(\d+)\]|\.([a-z0-9-]+))(?:\.(.+))?$/.exec(path) ?? [];
  // One that has ended can't be mended: it is left out of the draft.
  if (ended !== undefined) return { activity: ended };
  const activity = place === undefined ? undefined : activities[Number(place)];
  if (activity === undefined) return {};
  return { activity, link: { to: '/activities', open: `~${activity}`, ...(at === undefined ? {} : { at }) } };
}
