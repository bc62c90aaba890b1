import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { InputNumber } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { evidenceText } from '../../../ui/i18n/evidence.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { climb, type Step, sameHash } from './climb.ts';
import type { Checkpoint } from './log.ts';
import { PathPicture } from './path-picture.tsx';

interface Path {
  readonly index: number;
  readonly size: number;
  readonly leaf: string;
  readonly steps: readonly Step[];
  /** Whether the climb ends at the checkpoint's root; undefined where the browser can't compute it. */
  readonly holds: boolean | undefined;
}

/** From one entry up to the root of the newest checkpoint, drawn, computed in the browser, and as a table. */
export function PathPanel(props: { checkpoint: Checkpoint }) {
  const { t } = useText(evidenceText);
  const { size, root } = props.checkpoint;
  const [chosen, setChosen] = useState<number | null>(null);
  const index = Math.min(chosen ?? size - 1, size - 1);
  const path = useQuery({
    queryKey: ['inclusion', index, size, root],
    queryFn: () => readPath(index, size, root),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel
      title={t('path')}
      note={t('pathNote', { index: formatCount(index), size: formatCount(size) })}
      extra={
        <InputNumber
          aria-label={t('pathOf')}
          prefix="#"
          min={0}
          max={size - 1}
          precision={0}
          value={index}
          onChange={(value) => setChosen(value)}
        />
      }
    >
      <QueryState query={path}>{(data) => <Drawn path={data} />}</QueryState>
    </Panel>
  );
}

function Drawn(props: { path: Path }) {
  const { t } = useText(evidenceText);
  const { path } = props;
  return (
    <>
      {path.holds === undefined ? null : (
        <p>
          <StateTag tone={path.holds ? 'good' : 'bad'}>{t(path.holds ? 'pathHolds' : 'pathFails')}</StateTag>
        </p>
      )}
      <PathPicture index={path.index} steps={path.steps} label={t('pathLabel', { count: path.steps.length })} />
      <details className="fold">
        <summary>{t('pathTable')}</summary>
        <SimpleTable
          rows={path.steps.map((step, at) => ({ ...step, level: at + 1 }))}
          rowKey={(row) => String(row.level)}
          columns={[
            { title: t('pathLevel'), className: 'num', dataIndex: 'level' },
            { title: t('pathSide'), render: (_, row) => t(row.side === 'left' ? 'pathLeft' : 'pathRight') },
            { title: t('pathSibling'), render: (_, row) => <Copyable text={row.sibling} short={20} /> },
            { title: t('pathNode'), render: (_, row) => <Copyable text={row.node} short={20} /> },
          ]}
        />
      </details>
    </>
  );
}

async function readPath(index: number, size: number, root: string): Promise<Path> {
  const [{ inclusion }, { leafHash }] = await Promise.all([
    api<{ inclusion: readonly string[] }>(`/api/v1/evidence/proofs/inclusion?index=${index}&size=${size}`),
    api<{ leafHash: string }>(`/api/v1/evidence/entries/${index}`),
  ]);
  const steps = await climb({ index, size, leaf: leafHash, inclusion });
  const blind = inclusion.map((sibling): Step => ({ sibling, side: 'right', node: '' }));
  const top = steps?.at(-1)?.node ?? leafHash;
  return { index, size, leaf: leafHash, steps: steps ?? blind, holds: steps && sameHash(top, root) };
}
