import { Button, Skeleton } from 'antd';
import type { EChartsCoreOption } from 'echarts/core';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { Panel } from './page-head.tsx';

// The chart library is large; pages are readable before it arrives.
const Chart = lazy(() => import('./chart.tsx').then((module) => ({ default: module.Chart })));

/** A chart with a sentence above that says what it shows, and the table behind it one click away. */
export function Figure(props: {
  title: string;
  sentence: string;
  option: EChartsCoreOption;
  table: ReactNode;
  tall?: boolean;
}) {
  const { t } = useText(shell);
  const [asTable, setAsTable] = useState(false);
  return (
    <Panel
      title={props.title}
      note={props.sentence}
      extra={
        <Button type="text" size="small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {t(asTable ? 'chart' : 'table')}
        </Button>
      }
    >
      {asTable ? (
        props.table
      ) : (
        <Suspense fallback={<Skeleton.Node active className="chart" />}>
          <Chart option={props.option} label={props.sentence} tall={props.tall ?? false} />
        </Suspense>
      )}
    </Panel>
  );
}
