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
  /** A control beside the switch to the table. */
  extra?: ReactNode;
  /** A sentence below the picture: how it is computed. */
  foot?: string;
}) {
  const { t } = useText(shell);
  const [asTable, setAsTable] = useState(false);
  return (
    <Panel
      title={props.title}
      note={props.sentence}
      extra={
        <div className="figure-extra">
          {props.extra}
          <Button type="text" size="small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {t(asTable ? 'chart' : 'table')}
          </Button>
        </div>
      }
    >
      {asTable ? (
        props.table
      ) : (
        <Suspense fallback={<Skeleton.Node active className="chart" />}>
          <Chart option={props.option} label={props.sentence} tall={props.tall ?? false} />
        </Suspense>
      )}
      {props.foot === undefined ? null : <p className="figure-foot">{props.foot}</p>}
    </Panel>
  );
}
