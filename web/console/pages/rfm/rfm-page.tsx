import { useMutation } from '@tanstack/react-query';
import { Button, Form, InputNumber } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount, formatMoney } from '../../../ui/format.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { traitsText } from '../../../ui/i18n/traits.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { EventBox, useEventLabel } from '../../parts/event-names.tsx';
import { PageHead, Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useMay } from '../../session.ts';
import type { GroupRule } from '../segments/rule.ts';
import { SegmentDialog } from '../segments/segment-dialog.tsx';
import './rfm.css';

interface Cell {
  readonly recency: number;
  readonly frequency: number;
  readonly people: number | null;
  readonly amountFen: number | null;
}

interface Grid {
  readonly cells: readonly Cell[];
  readonly total: number;
  readonly unanalysed: number;
  readonly smallerThan: number;
  readonly receipt: string;
}

interface Question {
  readonly event: string;
  readonly withinDays: number;
}

/** RFM 分布: five by five, with amounts as colour and number; a cell opens as the rule of a segment. */
export function Page() {
  const { t } = useText(traitsText);
  const frame = useText(shell);
  const may = useMay();
  const eventLabel = useEventLabel();
  const [asked, setAsked] = useState<Question>();
  const [rule, setRule] = useState<GroupRule>();
  const count = useMutation({
    mutationFn: (question: Question) => api<Grid>('/api/v1/rfm-grids', { method: 'POST', body: question }),
    onSuccess: (_, question) => setAsked(question),
  });
  const choose = ({ recency, frequency }: Cell): void => {
    if (asked === undefined) return;
    const { event: name, withinDays } = asked;
    setRule({ all: [{ rfm: { name, withinDays, recency: [recency], frequency: [frequency] } }] });
  };
  return (
    <>
      <PageHead title={frame.t('page.rfm')} purpose={t('rfmPurpose')} />
      <Panel>
        <Form<Question>
          layout="inline"
          initialValues={{ event: 'purchase', withinDays: 365 }}
          onFinish={(values) => count.mutate(values)}
        >
          <Form.Item name="event" label={t('event')} rules={[{ required: true }]}>
            <EventBox label={t('event')} />
          </Form.Item>
          <Form.Item name="withinDays" label={t('within')} rules={[{ required: true }]}>
            <InputNumber min={1} max={3660} precision={0} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={count.isPending}>
            {t('count')}
          </Button>
        </Form>
        <ProblemAlert error={count.error} />
      </Panel>
      {count.data === undefined || asked === undefined ? null : (
        <Panel
          title={t('grid')}
          note={t('gridNote', {
            total: formatCount(count.data.total),
            event: eventLabel(asked.event),
            unanalysed: formatCount(count.data.unanalysed),
            small: count.data.smallerThan,
          })}
        >
          <Cells grid={count.data} {...(may('customers.write-segment') ? { onChoose: choose } : {})} />
          <p className="mono">
            {t('receipt')} <Copyable text={count.data.receipt} short={13} />
          </p>
        </Panel>
      )}
      {rule === undefined ? null : <SegmentDialog rule={rule} onClose={() => setRule(undefined)} />}
    </>
  );
}

const FIFTHS = [5, 4, 3, 2, 1] as const;

function Cells(props: { grid: Grid; onChoose?: (cell: Cell) => void }) {
  const { t } = useText(traitsText);
  const { grid, onChoose } = props;
  const most = Math.max(1, ...grid.cells.map((cell) => cell.amountFen ?? 0));
  const cellAt = (recency: number, frequency: number) =>
    grid.cells.find((cell) => cell.recency === recency && cell.frequency === frequency);
  const edge = (fifth: number) => (fifth === 5 ? t('high') : fifth === 1 ? t('low') : String(fifth));
  return (
    <div className="rfm-scroll">
      <table className="rfm">
        <thead>
          <tr>
            <th scope="col">
              {t('recency')} ↓ · {t('frequency')} →
            </th>
            {FIFTHS.map((frequency) => (
              <th key={frequency} scope="col">
                {edge(frequency)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {FIFTHS.map((recency) => (
            <tr key={recency}>
              <th scope="row">{edge(recency)}</th>
              {FIFTHS.map((frequency) => {
                const cell = cellAt(recency, frequency);
                return (
                  <td key={frequency}>
                    {cell === undefined ? null : (
                      <CellButton cell={cell} most={most} few={grid.smallerThan} {...(onChoose && { onChoose })} />
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CellButton(props: { cell: Cell; most: number; few: number; onChoose?: (cell: Cell) => void }) {
  const { t } = useText(traitsText);
  const { cell, most, onChoose } = props;
  const people =
    cell.people === null
      ? t('few', { count: props.few })
      : cell.people === 0
        ? t('nobody')
        : t('peopleShort', { count: formatCount(cell.people) });
  const shade = cell.amountFen === null ? 0 : Math.ceil((cell.amountFen / most) * 4);
  return (
    <button
      type="button"
      className="rfm-cell"
      data-shade={shade}
      disabled={onChoose === undefined || cell.people === 0}
      onClick={() => onChoose?.(cell)}
    >
      <span className="visually-hidden">{t('cell', { recency: cell.recency, frequency: cell.frequency })}</span>
      <strong>{people}</strong>
      {cell.amountFen === null || cell.amountFen === 0 ? null : <span>{formatMoney(cell.amountFen)}</span>}
    </button>
  );
}
