import { Failure, type FieldError, fieldError } from '../../platform/failure.ts';
import type { EncodingProblem } from './ingest/domain/text-encoding.ts';
import type { ImportStatus } from './ingest/store/import-store.ts';

/** No such import. */
export function importNotFound(): Failure {
  return new Failure('customers.import-not-found', 'not-found', { zh: '没有这个导入', en: 'No such import' });
}

/** The states as the console's pages call them. */
const STATES: Readonly<Record<ImportStatus, { zh: string; en: string }>> = {
  'waiting-for-file': { zh: '等待上传文件', en: 'is waiting for a file' },
  uploaded: { zh: '等待开始', en: 'is ready and has not been started' },
  queued: { zh: '排队中', en: 'is queued' },
  running: { zh: '进行中', en: 'is running' },
  cancelling: { zh: '正在取消', en: 'is being cancelled' },
  cancelled: { zh: '已取消', en: 'was cancelled' },
  failed: { zh: '已出错', en: 'has failed' },
  finished: { zh: '已完成', en: 'is finished' },
};

/** The import is not in a state that admits this. */
export function importState(status: ImportStatus): Failure {
  const { zh, en } = STATES[status];
  return new Failure(
    'customers.import-state',
    'conflict',
    { zh: '导入当前的状态不允许此操作', en: 'The state of the import does not admit this' },
    { detail: { zh: `这个导入${zh}`, en: `The import ${en}` } },
  );
}

const PROBLEMS: Readonly<Record<EncodingProblem | 'damaged-spreadsheet', { zh: string; en: string }>> = {
  empty: { zh: '文件是空的', en: 'The file is empty' },
  'utf-16': {
    zh: '文件编码是 UTF-16，请另存为 UTF-8 或 GB18030 的 CSV',
    en: 'The file is UTF-16; save it as CSV in UTF-8 or GB18030',
  },
  spreadsheet: {
    zh: '这是旧版（.xls）或加了密码的电子表格，请另存为不加密码的 .xlsx 或 CSV',
    en: 'This is a spreadsheet in the old .xls form or with a password; save it as .xlsx without one, or as CSV',
  },
  'damaged-spreadsheet': {
    zh: '电子表格文件已损坏或不完整',
    en: 'The spreadsheet file is damaged or incomplete',
  },
  compressed: {
    zh: '这是压缩文件，请解压后上传其中的 CSV 或 .xlsx',
    en: 'This is a compressed file; unpack it and upload the CSV or .xlsx inside',
  },
  binary: { zh: '文件不是文本', en: 'The file is not text' },
  'cut-off': {
    zh: '文件在一个字没写完处中断，像是没有传完整；请重新导出或传输',
    en: 'The file ends in the middle of a character, as if it had not arrived whole; export or transfer it again',
  },
  unknown: {
    zh: '文件编码既不是 UTF-8 也不是 GB18030（GBK）',
    en: 'The file is neither UTF-8 nor GB18030 (GBK)',
  },
};

/** The upload is no text that the importer reads; the detail names the encoding. */
export function unreadableFile(problem: EncodingProblem | 'damaged-spreadsheet'): Failure {
  return new Failure(
    `customers.file-${problem}`,
    'unsupported-media',
    { zh: '无法读取这个文件', en: 'The file cannot be read' },
    { detail: PROBLEMS[problem] },
  );
}

/** The upload ended before its last byte. */
export function uploadBrokenOff(): Failure {
  return new Failure('customers.upload-broken-off', 'malformed', {
    zh: '上传中断，请重新上传',
    en: 'The upload broke off; upload the file again',
  });
}

/** The upload exceeds the limit, in bytes. */
export function fileTooLarge(limit: number): Failure {
  const megabytes = Math.floor(limit / 1_048_576);
  return new Failure(
    'customers.file-too-large',
    'too-large',
    { zh: '文件过大', en: 'The file is too large' },
    { detail: { zh: `上限为 ${megabytes} MB`, en: `The limit is ${megabytes} MB` } },
  );
}

/** The upload holds no table. */
export function noTable(): Failure {
  return new Failure('customers.file-no-table', 'refused', {
    zh: '文件中没有识别到表格：至少需要两列和一行表头',
    en: 'No table was found in the file: it needs two columns and a header line',
  });
}

/** The first line holds data, not names of columns. */
export function noHeader(): Failure {
  return new Failure('customers.file-no-header', 'refused', {
    zh: '第一行不是表头，请在第一行写上各列的名称',
    en: 'The first line is no header; name the columns in the first line',
  });
}

/** Fields of a request that can't be used. */
export function badFields(code: string, errors: readonly FieldError[]): Failure {
  return new Failure(
    `customers.${code}`,
    'malformed',
    { zh: '有字段不能使用', en: 'Some fields cannot be used' },
    { errors },
  );
}

/** No such segment. */
export function segmentNotFound(): Failure {
  return new Failure('customers.segment-not-found', 'not-found', { zh: '没有这个人群', en: 'No such segment' });
}

/** No such person. */
export function personNotFound(): Failure {
  return new Failure('customers.person-not-found', 'not-found', { zh: '没有这个人', en: 'No such person' });
}

/** An identifier belongs to somebody already. */
export function identifierTaken(path: string): Failure {
  return new Failure(
    'customers.identifier-taken',
    'conflict',
    { zh: '这个标识已属于另一个人', en: 'The identifier belongs to another person' },
    { errors: [{ path, message: '已属于另一个人', message_en: 'belongs to another person' }] },
  );
}

/** No such source of events. */
export function sourceNotFound(): Failure {
  return new Failure('customers.source-not-found', 'not-found', { zh: '没有这个数据源', en: 'No such source' });
}

/** A source with this code exists. */
export function sourceTaken(): Failure {
  return new Failure(
    'customers.source-taken',
    'conflict',
    { zh: '已有同名的数据源', en: 'There is a source with this code already' },
    { errors: [fieldError('code', '已被使用', 'is taken')] },
  );
}

/** The write key is none, or has ended. */
export function writeKeyUnknown(): Failure {
  return new Failure('customers.write-key-unknown', 'unauthenticated', {
    zh: '写入密钥无效或已停用',
    en: 'The write key is not known or has ended',
  });
}

/** Nothing of a body could be taken; each problem with its path. */
export function nothingTaken(errors: readonly FieldError[]): Failure {
  return new Failure(
    'customers.events-malformed',
    'malformed',
    { zh: '事件无法接收', en: 'The events cannot be taken' },
    { errors: errors.slice(0, 20) },
  );
}

/** The body as a whole exceeds what is read; `path` and texts say by which measure. */
export function eventsTooLarge({ path, zh, en }: { path: string; zh: string; en: string }): Failure {
  return new Failure(
    'customers.events-too-large',
    'too-large',
    { zh: '请求过大', en: 'The request is too large' },
    { detail: { zh, en }, errors: [fieldError(path, zh, en)] },
  );
}

/** The body has more bytes than are read. */
export function bodyOver(bytes: number): Failure {
  const megabytes = Math.floor(bytes / 1_048_576);
  return eventsTooLarge({ path: '', zh: `请求超过${megabytes} MB`, en: `the request exceeds ${megabytes} MB` });
}

/** The source has sent more than its quota allows; `retryAfter` in seconds. */
export function overQuota(retryAfter: number): Failure {
  return new Failure(
    'customers.source-over-quota',
    'throttled',
    { zh: '该数据源超出每分钟的配额', en: 'The source exceeds its quota a minute' },
    { retryAfter },
  );
}

/** The gate does not permit linking these records. */
export function linkingNotPermitted(): Failure {
  return new Failure(
    'customers.linking-not-permitted',
    'refused',
    { zh: '未获准把这些记录识别为同一人', en: 'Linking these records is not permitted' },
    {
      article: 'PIPL 6',
      detail: {
        zh: '需要一项获准的处理活动，并且每条记录都允许用于识别。',
        en: 'It takes an activity that permits linking, for each of the records.',
      },
    },
  );
}

/** An earlier ruling, or the size of the cluster, stands against it. */
export function clusterContradiction(reason: string): Failure {
  return new Failure(
    'customers.cluster-contradiction',
    'conflict',
    { zh: '不能合并这些记录', en: "These records can't be joined" },
    {
      detail:
        reason === 'too-many'
          ? { zh: '合并后的记录过多。', en: 'There would be too many records.' }
          : {
              zh: '先前已裁定它们不是同一人，请先撤销该裁定。',
              en: 'They were ruled apart before; undo that ruling first.',
            },
    },
  );
}

/** The ruling would change nothing. */
export function clusterUnchanged(): Failure {
  return new Failure('customers.cluster-unchanged', 'conflict', {
    zh: '没有可更改的内容：它们已经是这样，或不在同一簇中',
    en: 'Nothing to change: they stand so already, or are not in one cluster',
  });
}

/** No such merge or split. */
export function eventNotFound(): Failure {
  return new Failure('customers.event-not-found', 'not-found', {
    zh: '没有这次合并或拆分',
    en: 'No such merge or split',
  });
}

/** 400: a cursor that no list gave out. */
export function badCursor(): Failure {
  return new Failure(
    'customers.bad-cursor',
    'malformed',
    { zh: '分页标记无效', en: 'The cursor is not valid' },
    { errors: [fieldError('cursor', '不是列表给出的标记', 'was not given out by a list')] },
  );
}
