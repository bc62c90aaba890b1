/** How messages of one kind are read, as the API has it. */
export interface Rule {
  readonly when?: { readonly path: string; readonly equals: string };
  readonly as: 'event' | 'person' | 'no';
  readonly name?: string;
  readonly items?: string;
  readonly person: string;
  readonly at?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly channel?: string;
}

/** A rule as a block that can be edited; empty texts are none. */
export interface RuleRow {
  readonly whenPath?: string;
  readonly whenEquals?: string;
  readonly as: Rule['as'];
  readonly name?: string;
  readonly items?: string;
  readonly person: string;
  readonly at?: string;
  readonly channel?: string;
  readonly values?: readonly { readonly name: string; readonly path: string }[];
}

/** Rules as blocks. */
export function rowsOfRules(rules: readonly Rule[]): RuleRow[] {
  return rules.map(({ when, values, ...rest }) => ({
    ...rest,
    ...(when === undefined ? {} : { whenPath: when.path, whenEquals: when.equals }),
    values: Object.entries(values ?? {}).map(([name, path]) => ({ name, path })),
  }));
}

/** Blocks as rules. */
export function rulesOf(rows: readonly RuleRow[]): Rule[] {
  return rows.map(({ whenPath, whenEquals, as, person, values = [], ...rest }) => {
    const { name, items, at, channel } = rest;
    return {
      as,
      person,
      ...(filled(whenPath) ? { when: { path: whenPath, equals: whenEquals ?? '' } } : {}),
      ...(as === 'event' && filled(name) ? { name } : {}),
      ...(filled(items) ? { items } : {}),
      ...(filled(at) ? { at } : {}),
      ...(as === 'no' && filled(channel) ? { channel } : {}),
      ...(as === 'no' ? {} : { values: Object.fromEntries(values.map((each) => [each.name, each.path])) }),
    };
  });
}

function filled(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
