/** A field of the vault as the API describes it. */
export interface CataloguedField {
  readonly field: string;
  readonly label: { readonly zh: string; readonly en: string };
  readonly category: string;
  readonly grade: 'core' | 'important' | 'general';
  readonly level: number;
  readonly sensitive: boolean;
  readonly example: string;
  readonly masked: readonly string[];
  readonly levels: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly indexed: boolean;
  readonly revealTier: number;
}

/** The whole table. */
export interface FieldTable {
  readonly purposes: readonly {
    readonly purpose: string;
    readonly label: { readonly zh: string; readonly en: string };
  }[];
  readonly items: readonly CataloguedField[];
}
