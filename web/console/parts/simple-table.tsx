import { Table, type TableColumnsType } from 'antd';
import { useFocusableScroll } from './use-focusable-scroll.ts';

/** A short table without pages, for what a panel shows. */
export function SimpleTable<T extends object>(props: {
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** Pixels below which the table scrolls instead of wrapping its sentences; without it nothing wraps. */
  minWidth?: number;
  columns: TableColumnsType<T>;
}) {
  const holder = useFocusableScroll();
  return (
    <div ref={holder}>
      <Table<T>
        size="middle"
        pagination={false}
        scroll={{ x: props.minWidth ?? 'max-content' }}
        rowKey={props.rowKey}
        dataSource={[...props.rows]}
        columns={props.columns}
      />
    </div>
  );
}
