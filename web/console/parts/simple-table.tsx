import { Table, type TableColumnsType } from 'antd';

/** A short table without pages, for what a panel shows. */
export function SimpleTable<T extends object>(props: {
  rows: readonly T[];
  rowKey: (row: T) => string;
  columns: TableColumnsType<T>;
}) {
  return (
    <Table<T>
      size="middle"
      pagination={false}
      scroll={{ x: 'max-content' }}
      rowKey={props.rowKey}
      dataSource={[...props.rows]}
      columns={props.columns}
    />
  );
}
