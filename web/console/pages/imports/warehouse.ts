/** A warehouse as `GET /api/v1/warehouses` shows it. */
export interface Warehouse {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly kind: 'purchases' | 'orders' | 'people' | 'contacts';
  readonly activity: string;
  readonly source: string;
  readonly issuer: string;
  readonly notice: { readonly how: string; readonly shownAt: string; readonly proofHash?: string } | null;
  readonly supplier: object | null;
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly ca?: string;
  };
  readonly table: { readonly schema: string; readonly name: string; readonly cursor: string; readonly key: string };
  readonly mapping: Readonly<Record<string, string>>;
  readonly everyMinutes: number;
  readonly state: 'waiting' | 'pulled' | 'running' | 'stopped';
  readonly failure: { readonly code: string; readonly zh: string; readonly en: string } | null;
  readonly nextAt: string;
  readonly caughtUpAt: string | null;
  readonly lastImport: string | null;
  readonly counts: {
    readonly pulls: number;
    readonly rows: number;
    readonly accepted: number;
    readonly refused: number;
    readonly duplicate: number;
  } | null;
}

/** A column with what it seems to hold. */
export interface WarehouseColumn {
  readonly name: string;
  readonly type: string;
  readonly proposed: string | null;
}

/** What a column of each kind of rows can mean; as the importer reads them. */
export const TARGETS = {
  purchases: ['member_id', 'at', 'quantity', 'amount'],
  orders: ['order_id', 'at', 'name', 'mobile', 'email', 'address', 'product', 'quantity', 'amount', 'member_id'],
  people: [
    ...(['member_id', 'name', 'mobile', 'email', 'address', 'birth_date', 'gender', 'city', 'wecom_id'] as const),
    'open_id',
  ],
  contacts: [
    ...(['member_id', 'organisation', 'registration_number', 'job_title', 'name', 'mobile', 'email', 'city'] as const),
    'wecom_id',
  ],
} as const;
