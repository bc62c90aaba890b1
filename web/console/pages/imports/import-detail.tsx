import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Select, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { importsText } from '../../../ui/i18n/imports.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { PageHead, Panel } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useUnsaved } from '../../parts/use-unsaved.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { CheckReport } from './check-report.tsx';
import { DeclaredPanel } from './declared-panel.tsx';
import { type ImportCheck, type ImportRow, isMoving, type Preview, useImportWord } from './import.ts';
import { ImportSteps } from './import-steps.tsx';
import { ProgressPanel } from './progress-panel.tsx';
import { GiveUp, UploadAgain } from './upload-again.tsx';

/** One import: its columns before it starts, its progress while it runs, its report at the end. */
export function ImportDetail(props: { id: string; onBack: () => void }) {
  const { t } = useText(importsText);
  const word = useImportWord();
  const frame = useText(shell);
  const may = useMay();
  const row = useQuery({
    queryKey: ['import', props.id],
    queryFn: () => api<ImportRow>(`/api/v1/imports/${props.id}`),
    refetchInterval: (query) => (query.state.data !== undefined && isMoving(query.state.data) ? 700 : false),
  });
  return (
    <>
      <PageHead
        title={row.data === undefined ? t('new') : word('kind', row.data.kind)}
        {...(row.data === undefined ? {} : { purpose: <When at={row.data.createdAt} exact /> })}
        back={{ label: frame.t('page.imports'), onBack: props.onBack }}
      />
      <QueryState query={row}>
        {(data) => {
          if (data.status === 'waiting-for-file') return <UploadAgain id={props.id} />;
          if (data.status !== 'uploaded')
            return (
              <>
                <ImportSteps at="run" kind={data.kind} />
                <ProgressPanel row={data} />
                <DeclaredPanel row={data} />
              </>
            );
          return (
            <>
              {may('customers.import') ? <Mapping id={props.id} kind={data.kind} /> : <p>{t('waitsForColumns')}</p>}
              <DeclaredPanel row={data} />
            </>
          );
        }}
      </QueryState>
    </>
  );
}

function Mapping(props: { id: string; kind: ImportRow['kind'] }) {
  const preview = useQuery({
    queryKey: ['import-preview', props.id],
    queryFn: () => api<Preview>(`/api/v1/imports/${props.id}/preview`),
  });
  return <QueryState query={preview}>{(data) => <MappingTable {...props} preview={data} />}</QueryState>;
}

function MappingTable(props: { id: string; kind: ImportRow['kind']; preview: Preview }) {
  const { t } = useText(importsText);
  const word = useImportWord();
  const queries = useQueryClient();
  const { preview } = props;
  const stock = props.kind === 'stock';
  const [mapping, setMapping] = useState<Readonly<Record<string, number>>>(preview.mapping);
  const start = useMutation({
    mutationFn: () => api(`/api/v1/imports/${props.id}/start`, { method: 'POST', body: { mapping } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['import', props.id] }),
  });
  const check = useMutation({
    onMutate: start.reset,
    mutationFn: () => api<ImportCheck>(`/api/v1/imports/${props.id}/check`, { method: 'POST', body: { mapping } }),
  });
  useUnsaved(() => !start.isPending && !start.isSuccess && JSON.stringify(mapping) !== JSON.stringify(preview.mapping));
  // A contact's number is not a member's.
  const nameOf = (target: string) => (props.kind === 'contacts' && target === 'member_id' ? 'contact_id' : target);
  const targetOf = (column: number): string => Object.entries(mapping).find(([, index]) => index === column)?.[0] ?? '';
  const choose = (column: number, target: string): void => {
    const kept = Object.entries(mapping).filter(([name, index]) => index !== column && name !== target);
    check.reset();
    start.reset();
    setMapping(Object.fromEntries(target === '' ? kept : [...kept, [target, column]]));
  };
  return (
    <>
      <ImportSteps at={check.isSuccess ? 'check' : 'columns'} kind={props.kind} />
      <Panel
        title={t('preview')}
        note={t('previewNote', { encoding: preview.encoding, columns: preview.columns.length })}
      >
        <ProblemAlert
          error={start.error ?? check.error}
          nameOf={(path) => word('target', nameOf(path.replace(/^mapping\./, '')))}
        />
        {preview.saved === null ? null : <SavedNote saved={preview.saved} />}
        <SimpleTable
          rows={preview.columns}
          rowKey={(row) => String(row.column)}
          columns={[
            { title: t('column'), dataIndex: 'header' },
            {
              title: t('samples'),
              render: (_, column) => <span className="masked">{column.samples.slice(0, 3).join(' · ')}</span>,
            },
            {
              title: t('reads'),
              render: (_, { reads }) =>
                reads === null ? (
                  <span className="muted">—</span>
                ) : (
                  <>
                    {word('reads', reads.kind)}{' '}
                    <span className="muted">{t('sure', { percent: Math.round(reads.confidence * 100) })}</span>
                  </>
                ),
            },
            {
              title: t('means'),
              render: (_, column) => (
                <Select
                  aria-label={`${t('means')} ${column.header}`}
                  style={{ width: 160 }}
                  value={targetOf(column.column)}
                  onChange={(target) => choose(column.column, target)}
                  options={[
                    { value: '', label: t('ignore') },
                    ...preview.targets.map((target) => ({
                      value: target,
                      label: word('target', nameOf(target)) + (preview.required.includes(target) ? ' *' : ''),
                    })),
                  ]}
                />
              ),
            },
          ]}
        />
        <p className="panel-note after-form">{t(stock ? 'stockNote' : 'checkNote')}</p>
        <Space wrap>
          {stock ? null : (
            <Button loading={check.isPending} onClick={() => check.mutate()}>
              {t('check')}
            </Button>
          )}
          <Button type="primary" loading={start.isPending} onClick={() => start.mutate()}>
            {t(stock ? 'startStock' : 'start')}
          </Button>
          <GiveUp id={props.id} />
        </Space>
      </Panel>
      {check.data === undefined ? null : <CheckReport check={check.data} />}
    </>
  );
}

function SavedNote(props: { saved: NonNullable<Preview['saved']> }) {
  const { t, list } = useText(importsText);
  const { at, missing } = props.saved;
  return (
    <p className="panel-note">
      {t('saved', { date: at.slice(0, 10) })}{' '}
      {missing.length === 0 ? null : t('savedMissing', { headers: list(missing.map(({ header }) => header)) })}
    </p>
  );
}
