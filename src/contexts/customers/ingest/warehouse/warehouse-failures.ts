import { type Bilingual, Failure, fieldError } from '../../../../platform/failure.ts';

/** No such warehouse. */
export function warehouseNotFound(): Failure {
  return new Failure('customers.warehouse-not-found', 'not-found', { zh: '没有这个数仓', en: 'No such warehouse' });
}

/** The operator has not named this host. */
export function warehouseHostNotAllowed(): Failure {
  const zh = '主机和端口须写入配置 ZHINUO_WAREHOUSE_HOSTS';
  const en = 'The host with its port must stand in the setting ZHINUO_WAREHOUSE_HOSTS';
  return new Failure(
    'customers.warehouse-host',
    'malformed',
    { zh: '不能连接这个主机', en: 'This host may not be called' },
    { detail: { zh, en }, errors: [fieldError('connection.host', zh, en)] },
  );
}

/** The table has changed so that its rows can't be read as they were; names the column. */
export function columnChanged({ column, was, is }: { column: string; was: string; is: string | null }): Failure {
  const zh = is === null ? `“${column}”列已不存在` : `“${column}”列的类型已由 ${was} 变为 ${is}`;
  const en =
    is === null
      ? `The column "${column}" is gone`
      : `The column "${column}" was of type ${was} and is of type ${is} now`;
  return new Failure(
    is === null ? 'customers.warehouse-column-gone' : 'customers.warehouse-column-changed',
    'refused',
    { zh: '数仓的表结构变了，停止拉取', en: 'The table of the warehouse has changed; nothing is pulled' },
    { detail: { zh, en }, errors: [fieldError('mapping', zh, en)] },
  );
}

/** What was pulled could not be taken in; it is pulled again. */
export function pulledImportFailed(said: Bilingual | null): Failure {
  return new Failure(
    'customers.warehouse-import-failed',
    'refused',
    {
      zh: '拉取的数据没有导入成功，稍后从同一处重新拉取',
      en: 'What was pulled did not come in; it is pulled again from there',
    },
    said === null ? {} : { detail: said },
  );
}

const PROBLEMS = {
  'not-allowed': {
    zh: '主机名解析到本机或云平台的元数据地址',
    en: "the host's name leads to this server itself or to a cloud's metadata",
  },
  unreachable: { zh: '连不上主机', en: 'the host does not answer' },
  tls: { zh: '证书无法验证，或对方不支持 TLS', en: 'its certificate is not verified, or it speaks no TLS' },
  login: { zh: '用户名或密码不对，或没有该数据库', en: 'wrong user or password, or no such database' },
  table: { zh: '没有这个表或视图', en: 'there is no such table or view' },
  permission: { zh: '该用户无权读取', en: 'that user may not read there' },
  timeout: { zh: '查询超时', en: 'the query took too long' },
  writes: { zh: '视图试图写入，只读连接不允许', en: 'the view tries to write, and the connection only reads' },
  query: { zh: '查询失败', en: 'the query failed' },
} as const satisfies Record<string, Bilingual>;

/** Why a warehouse could not be read. */
export type WarehouseProblem = keyof typeof PROBLEMS;

const PATHS: Partial<Readonly<Record<WarehouseProblem, string>>> = {
  'not-allowed': 'connection.host',
  unreachable: 'connection.host',
  tls: 'connection.ca',
  login: 'connection.user',
  permission: 'connection.user',
  table: 'table.name',
};

/** A warehouse could not be read; nothing of what it said, which may hold values, is passed on. */
export function warehouseProblem(problem: WarehouseProblem): Failure {
  const detail = PROBLEMS[problem];
  const path = PATHS[problem];
  return new Failure(
    `customers.warehouse-${problem}`,
    'refused',
    { zh: '无法读取数仓', en: 'The warehouse cannot be read' },
    { detail, ...(path === undefined ? {} : { errors: [fieldError(path, detail.zh, detail.en)] }) },
  );
}

const BY_STATE: Readonly<Record<string, WarehouseProblem>> = {
  '28P01': 'login',
  '28000': 'login',
  '3D000': 'login',
  '42P01': 'table',
  '3F000': 'table',
  '42501': 'permission',
  '57014': 'timeout',
  '25006': 'writes',
};
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

/** What an error of the driver comes to. */
export function problemOf(error: unknown): WarehouseProblem {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === 'ADDRESS_NOT_ALLOWED') return 'not-allowed';
  const known = BY_STATE[code];
  if (known !== undefined) return known;
  if (UNREACHABLE.has(code) || code === 'ECONNRESET' || /timeout|terminated/i.test(message)) return 'unreachable';
  if (/SSL|TLS|CERT|certificate|SELF_SIGNED|ERR_TLS/i.test(`${code} ${message}`)) return 'tls';
  return 'query';
}
