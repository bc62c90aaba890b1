import { Button, Input, Select, Space } from 'antd';
import { useState } from 'react';
import { formatCount } from '../../../ui/format.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { stockText } from '../../../ui/i18n/stock.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useMay } from '../../session.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { type StockGroup, type StockReport, useStockWord } from './stock.ts';

const SHOWN = ['all', 'waiting', 'A', 'B', 'C'] as const;
type Shown = (typeof SHOWN)[number];

/** Groups shown at first, and more at each wish. */
const AT_ONCE = 20;

/** Groups of evidence, those of most people first: found by their words, narrowed to a grade or to what waits for a ruling, so many at once. */
export function StockGroups(props: { report: StockReport }) {
  const { t } = useText(stockText);
  const frame = useText(shell);
  const word = useStockWord();
  const may = useMay();
  const [ruled, setRuled] = useState<StockGroup>();
  const [shown, setShown] = useState<Shown>('all');
  const [sought, setSought] = useState('');
  const [most, setMost] = useState(AT_ONCE);
  const { groups } = props.report;
  const wanted = sought.trim().toLowerCase();
  const fits = (group: StockGroup) =>
    shown === 'all' || (shown === 'waiting' ? mayBeRuled(group) : group.grade === shown);
  const says = ({ reason, origin, noticeVersion, how }: StockGroup) =>
    [word('reason', reason), origin, noticeVersion, how].some((each) => each.toLowerCase().includes(wanted));
  const found = groups.filter((group) => fits(group) && says(group)).toSorted((a, b) => b.people - a.people);
  const people = found.reduce((sum, each) => sum + each.people, 0);
  const count = { groups: formatCount(found.length), people: formatCount(people) };
  return (
    <Panel title={t('groups')} note={t('groupsNote')}>
      {groups.length <= AT_ONCE ? null : (
        <Space wrap style={{ marginBottom: 12 }}>
          <Input
            type="search"
            allowClear
            aria-label={t('findGroups')}
            placeholder={t('findGroups')}
            style={{ width: 220 }}
            value={sought}
            maxLength={80}
            onChange={(event) => {
              setSought(event.target.value);
              setMost(AT_ONCE);
            }}
          />
          <Select<Shown>
            aria-label={t('grade')}
            style={{ minWidth: 120 }}
            value={shown}
            onChange={(value) => {
              setShown(value);
              setMost(AT_ONCE);
            }}
            options={SHOWN.map((value) => ({ value, label: t(`shown.${value}`) }))}
          />
          <span className="muted" role="status">
            {t('foundGroups', count)}
          </span>
        </Space>
      )}
      <SimpleTable
        minWidth={1}
        rows={found.slice(0, most)}
        rowKey={(row) => String(row.number)}
        columns={[
          { title: t('grade'), dataIndex: 'grade', width: 64 },
          { title: t('evidence'), render: (_, row) => <Evidence group={row} /> },
          { title: t('people'), className: 'num', render: (_, row) => formatCount(row.people) },
          {
            title: t('ruling'),
            render: (_, row) => {
              if (row.ruling !== null) return word('ruling', row.ruling);
              if (!mayBeRuled(row) || !may('customers.rule-stock')) return '—';
              return (
                <Button size="small" onClick={() => setRuled(row)}>
                  {t('rule')}
                </Button>
              );
            },
          },
        ]}
      />
      {found.length <= most ? null : (
        <div style={{ textAlign: 'center', paddingTop: 12 }}>
          <Button onClick={() => setMost(most + AT_ONCE)}>{frame.t('more')}</Button>
        </div>
      )}
      {ruled === undefined ? null : (
        <RuleDialog stock={props.report} group={ruled} onClose={() => setRuled(undefined)} />
      )}
    </Panel>
  );
}

const mayBeRuled = ({ grade, ruling }: StockGroup) => grade === 'B' && ruling === null;

// The file's own words under our reason, each named: a table of its own columns would be wider than a phone.
function Evidence(props: { group: StockGroup }) {
  const { t } = useText(stockText);
  const word = useStockWord();
  const { reason, origin, noticeVersion, how } = props.group;
  const told = [
    ['origin', origin],
    ['version', noticeVersion],
    ['how', how],
  ] as const;
  return (
    <>
      {word('reason', reason)}
      <div className="muted stock-words">
        {told.map(([name, text]) =>
          text === '' ? null : (
            <span key={name}>
              {t(name)} {text}
            </span>
          ),
        )}
      </div>
    </>
  );
}
