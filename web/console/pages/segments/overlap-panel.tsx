import { useMutation } from '@tanstack/react-query';
import { Button, Select, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { OverlapPicture } from './overlap-picture.tsx';
import type { Overlap, Segment } from './segment.ts';

/** Who is in which of two or three segments: a picture, and each region as a row. */
export function OverlapPanel(props: { segment: Segment; segments: readonly Segment[] }) {
  const { t, pick } = useText(segmentsText);
  const [others, setOthers] = useState<string[]>([]);
  const overlap = useMutation({
    mutationFn: () =>
      api<Overlap>('/api/v1/segments/overlaps', {
        method: 'POST',
        body: { segments: [props.segment.code, ...others] },
      }),
  });
  const name = (code: string): string => {
    const found = props.segments.find((each) => each.code === code);
    return found === undefined ? code : pick(found.name);
  };
  const total = overlap.data?.regions.reduce((sum, region) => sum + region.count, 0) ?? 0;
  return (
    <Panel title={t('overlap')} note={t('overlapPurpose')}>
      <Space wrap style={{ marginBottom: 12 }}>
        <Select
          mode="multiple"
          aria-label={t('overlapWith')}
          placeholder={t('overlapWith')}
          style={{ minWidth: 240 }}
          maxCount={2}
          value={others}
          onChange={setOthers}
          options={props.segments
            .filter((each) => each.code !== props.segment.code)
            .map((each) => ({ value: each.code, label: pick(each.name) }))}
        />
        <Button disabled={others.length === 0} loading={overlap.isPending} onClick={() => overlap.mutate()}>
          {t('compare')}
        </Button>
      </Space>
      <ProblemAlert error={overlap.error} />
      {overlap.data === undefined ? null : (
        <div className="overlap">
          <OverlapPicture overlap={overlap.data} name={name} />
          <SimpleTable
            rows={overlap.data.regions}
            rowKey={(row) => row.segments.join(' ')}
            columns={[
              {
                title: t('overlapRegion'),
                className: 'wrap',
                render: (_, row) =>
                  row.segments.length === overlap.data.segments.length
                    ? t('overlapAll')
                    : t('overlapOnly', { names: row.segments.map(name).join(' ∩ ') }),
              },
              { title: t('count'), className: 'num', render: (_, row) => formatCount(row.count) },
              { title: t('share'), className: 'num', render: (_, row) => formatShare(row.count, total) },
            ]}
          />
        </div>
      )}
    </Panel>
  );
}
