import { Failure, fieldError } from '../../../platform/failure.ts';
import type { ExportStatus } from './store/export-store.ts';

/** A field of the request is not good; named by its path. */
export function badExport(path: string, zh: string, en: string): Failure {
  return new Failure(
    'customers.bad-export',
    'malformed',
    { zh: '导出请求不正确', en: 'The export is not acceptable' },
    { errors: [fieldError(path, zh, en)] },
  );
}

/** The list names nobody. */
export function nobodyToExport(): Failure {
  return new Failure('customers.nobody-to-export', 'refused', {
    zh: '名单中没有可以导出的人',
    en: 'There is nobody in the list',
  });
}

/** The list is longer than one file may be. */
export function exportTooLarge(most: number): Failure {
  return new Failure(
    'customers.export-too-large',
    'too-large',
    { zh: '名单过长', en: 'The list is too long' },
    { detail: { zh: `一个文件最多 ${most} 人。`, en: `One file holds ${most} people at most.` } },
  );
}

/** There is no such export, or it is somebody else's. */
export function exportNotFound(): Failure {
  return new Failure('customers.export-not-found', 'not-found', { zh: '没有这个导出', en: 'There is no such export' });
}

/** The states as the console's pages call them. */
const STATES: Readonly<Record<ExportStatus, { zh: string; en: string }>> = {
  queued: { zh: '排队中', en: 'is queued' },
  running: { zh: '进行中', en: 'is being made' },
  finished: { zh: '可下载', en: 'is ready' },
  cancelled: { zh: '已取消', en: 'was cancelled' },
  failed: { zh: '未生成', en: 'was not made' },
  expired: { zh: '已销毁', en: 'was destroyed' },
};

/** The export is not in a state that admits this. */
export function exportState(status: ExportStatus): Failure {
  const { zh, en } = STATES[status];
  return new Failure(
    'customers.export-state',
    'conflict',
    { zh: '导出当前的状态不允许此操作', en: 'The state of the export does not admit this' },
    { detail: { zh: `这个导出${zh}`, en: `The export ${en}` } },
  );
}

/** It was downloaded as often as it may be. */
export function downloadsUsedUp(most: number): Failure {
  return new Failure(
    'customers.export-downloads-used-up',
    'conflict',
    { zh: '下载次数已用完', en: 'It was downloaded as often as it may be' },
    { detail: { zh: `每个文件最多下载 ${most} 次。`, en: `A file is downloaded ${most} times at most.` } },
  );
}

/** Somebody in the file has since said no: the file is not given out any more. */
export function exportStale(count: number, article: string): Failure {
  return new Failure(
    'customers.export-stale',
    'conflict',
    { zh: '名单已过时，请重新导出', en: 'The list is out of date; make it again' },
    {
      detail: {
        zh: `导出之后有 ${count} 人不再允许被使用，文件已销毁。`,
        en: `${count} people may no longer be used since it was made; the file was destroyed.`,
      },
      article,
    },
  );
}
