import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount, formatDate } from '../../../ui/format.ts';
import { dataMapText } from '../../../ui/i18n/data-map.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Figure } from '../../parts/figure.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { palette } from '../../theme.ts';

interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

interface DataMapRow {
  readonly field: string;
  readonly label: Bilingual;
  readonly sensitive: boolean;
  readonly activity: string;
  readonly activityName: Bilingual;
  readonly places: readonly string[];
  readonly recipients: readonly { readonly name: string; readonly role: string }[];
  readonly days: number;
  readonly atEnd: string;
  readonly held: number;
  readonly until: string | null;
}

/** 数据地图: from fields through activities to recipients, with the table behind it. */
export function DataMap() {
  const { t } = useText(dataMapText);
  const map = useQuery({
    queryKey: ['data-map'],
    queryFn: () => api<{ items: readonly DataMapRow[] }>('/api/v1/vault/data-map'),
  });
  if (!map.isSuccess)
    return (
      <Panel title={t('title')}>
        <QueryState query={map}>{() => null}</QueryState>
      </Panel>
    );
  return <MapFigure rows={map.data.items} />;
}

function MapFigure(props: { rows: readonly DataMapRow[] }) {
  const { t, pick, list, locale } = useText(dataMapText);
  const { rows } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names follow the language
  const option = useMemo(() => chartOf(rows, pick, t('own')), [rows, locale]);
  const recipients = new Set(rows.flatMap((row) => row.recipients.map(({ name }) => name)));
  const sentence = t('sentence', {
    fields: new Set(rows.map((row) => row.field)).size,
    sensitive: new Set(rows.filter((row) => row.sensitive).map((row) => row.field)).size,
    activities: new Set(rows.map((row) => row.activity)).size,
    recipients: recipients.size,
  });
  const word = (kind: 'place' | 'role' | 'end', code: string): string => {
    const key = `${kind}.${code}`;
    return key in dataMapText ? t(key as keyof typeof dataMapText) : code;
  };
  const table = (
    <>
      <p>
        <Button size="small" href="/api/v1/vault/data-map.xlsx">
          {t('download')}
        </Button>
      </p>
      <SimpleTable
        rows={rows}
        rowKey={(row) => `${row.activity} ${row.field}`}
        columns={[
          { title: t('field'), render: (_, row) => pick(row.label) },
          { title: t('activity'), render: (_, row) => pick(row.activityName) },
          {
            title: t('places'),
            className: 'wrap',
            render: (_, row) => list(row.places.map((each) => word('place', each))),
          },
          {
            title: t('recipients'),
            className: 'wrap',
            render: (_, row) =>
              row.recipients.length === 0
                ? t('own')
                : list(row.recipients.map(({ name, role }) => `${name} (${word('role', role)})`)),
          },
          { title: t('term'), render: (_, row) => `${t('days', { count: row.days })} · ${word('end', row.atEnd)}` },
          { title: t('held'), className: 'num', render: (_, row) => formatCount(row.held) },
          { title: t('until'), render: (_, row) => (row.until === null ? '—' : formatDate(row.until)) },
        ]}
      />
    </>
  );
  return <Figure title={t('title')} sentence={sentence} option={option} table={table} tall />;
}

function chartOf(rows: readonly DataMapRow[], pick: (text: Bilingual) => string, own: string) {
  const nodes = new Map<string, { name: string; itemStyle: { color: string } }>();
  const links = new Map<string, { source: string; target: string; value: number }>();
  const node = (kind: string, text: string, color: string): string => {
    // Nodes are known by name; the kind keeps a field and an activity of one name apart.
    const name = `${kind}\u200b${text}`;
    nodes.set(name, { name, itemStyle: { color } });
    return name;
  };
  const link = (source: string, target: string) => {
    const known = links.get(`${source}|${target}`) ?? { source, target, value: 0 };
    known.value += 1;
    links.set(`${source}|${target}`, known);
  };
  for (const row of rows) {
    const field = node('', pick(row.label), row.sensitive ? '#7a4700' : palette.accent);
    const activity = node('\u200b', pick(row.activityName), '#5b6763');
    link(field, activity);
    const names = row.recipients.length === 0 ? [own] : row.recipients.map(({ name }) => name);
    for (const name of names) link(activity, node('\u200b\u200b', name, '#b98a4d'));
  }
  // On a phone three columns of words share 300 pixels.
  const narrow = window.innerWidth < 600;
  return {
    tooltip: { trigger: 'item', renderMode: 'richText' },
    series: [
      {
        type: 'sankey',
        left: 8,
        right: narrow ? 92 : 210,
        top: 8,
        bottom: 8,
        nodeGap: narrow ? 14 : 8,
        nodeWidth: 12,
        draggable: false,
        emphasis: { focus: 'adjacency' },
        // Names in English are long: they go on in a second line instead of being cut.
        label: { color: palette.ink, fontSize: narrow ? 11 : 12, width: narrow ? 84 : 200, overflow: 'break' },
        lineStyle: { color: 'source', opacity: 0.18 },
        data: [...nodes.values()],
        links: [...links.values()],
      },
    ],
  };
}
