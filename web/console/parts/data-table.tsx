import { Button, Skeleton, Table, type TableColumnsType } from 'antd';
import { type MouseEvent, type ReactNode, useEffect } from 'react';
import { atTheBeginning } from '../../ui/begin-here.ts';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { ErrorState, useFailure } from './query-state.tsx';
import { useFocusableScroll } from './use-focusable-scroll.ts';

interface ListState<T> {
  readonly query: {
    readonly isPending: boolean;
    readonly error: Error | null;
    readonly errorUpdateCount: number;
    refetch(): Promise<unknown>;
  };
  readonly rows: readonly T[];
  readonly more: (() => void) | undefined;
  readonly loadingMore: boolean;
}

// Which row was opened last, so that whoever comes back to the list stands where they left it.
let leftAt: string | undefined;

/** A dense list with a sticky header; rows open by click or Enter. Shows its own loading, error and empty states. */
export function DataTable<T extends object>(props: {
  list: ListState<T>;
  columns: TableColumnsType<T>;
  rowKey: (row: T) => string;
  empty: ReactNode;
  onOpen?: (row: T) => void;
}) {
  const { t } = useText(shell);
  const { list } = props;
  const holder = useFocusableScroll();
  const failure = useFailure(list.query);
  const onOpen =
    props.onOpen === undefined
      ? undefined
      : (row: T): void => {
          leftAt = props.rowKey(row);
          props.onOpen?.(row);
        };
  const filled = list.rows.length > 0;
  useEffect(() => {
    if (!filled || leftAt === undefined || !atTheBeginning()) return;
    const row = holder.current?.querySelector<HTMLElement>(`tr[data-row-key="${CSS.escape(leftAt)}"]`);
    if (row == null) return;
    leftAt = undefined;
    row.focus({ preventScroll: true });
  }, [filled, holder]);
  if (failure !== undefined) return <ErrorState error={failure} onRetry={() => void list.query.refetch()} />;
  if (list.query.isPending) return <Skeleton active paragraph={{ rows: 8 }} />;
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
        <div className="list-more">
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
