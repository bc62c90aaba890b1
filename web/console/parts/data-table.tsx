import { Button, Skeleton, Table, type TableColumnsType } from 'antd';
import type { MouseEvent, ReactNode } from 'react';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { ErrorState } from './query-state.tsx';
import { useFocusableScroll } from './use-focusable-scroll.ts';

interface ListState<T> {
  readonly query: {
    readonly isPending: boolean;
    readonly isError: boolean;
    readonly error: Error | null;
    refetch(): Promise<unknown>;
  };
  readonly rows: readonly T[];
  readonly more: (() => void) | undefined;
  readonly loadingMore: boolean;
}

/** A dense list with a sticky header; rows open by click or Enter. Shows its own loading, error and empty states. */
export function DataTable<T extends object>(props: {
  list: ListState<T>;
  columns: TableColumnsType<T>;
  rowKey: (row: T) => string;
  empty: ReactNode;
  onOpen?: (row: T) => void;
}) {
  const { t } = useText(shell);
  const { list, onOpen } = props;
  const holder = useFocusableScroll();
  if (list.query.isPending) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (list.query.isError && list.query.error !== null) {
    return <ErrorState error={list.query.error} onRetry={() => void list.query.refetch()} />;
  }
  if (list.rows.length === 0) return <>{props.empty}</>;
  return (
    <div ref={holder} className="list">
      <Table<T>
        size="middle"
        sticky={{ offsetHeader: 48 }}
        pagination={false}
        scroll={{ x: 'max-content' }}
        rowKey={props.rowKey}
        columns={props.columns}
        dataSource={[...list.rows]}
        onRow={(row) =>
          onOpen === undefined
            ? {}
            : {
                tabIndex: 0,
                style: { cursor: 'pointer' },
                onClick: (event) => {
                  if (isOwnClick(event)) onOpen(row);
                },
                onKeyDown: (event) => {
                  if (event.key === 'Enter' && event.target === event.currentTarget) onOpen(row);
                },
              }
        }
      />
      {list.more === undefined ? null : (
        <div style={{ textAlign: 'center', paddingTop: 12 }}>
          <Button onClick={list.more} loading={list.loadingMore}>
            {t('more')}
          </Button>
        </div>
      )}
    </div>
  );
}

// A button in the row acts for itself, and clicks in its drawer come up here through React although they are outside of the row.
function isOwnClick(event: MouseEvent<HTMLElement>): boolean {
  const target = event.target as HTMLElement;
  return event.currentTarget.contains(target) && target.closest('button, a, input') === null;
}
