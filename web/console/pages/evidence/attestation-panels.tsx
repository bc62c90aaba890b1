import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { evidenceText } from '../../../ui/i18n/evidence.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { AcceptSetBackDialog } from './accept-set-back-dialog.tsx';

interface Attestor {
  readonly name: string;
  readonly failures: number;
  readonly failure: string | null;
  readonly newest: {
    readonly size: number;
    readonly time: string;
    readonly by: string;
  } | null;
}

interface Copy {
  readonly destination: string;
  readonly size: number | null;
  readonly fault: string | null;
}

interface Attestation {
  readonly tsa: Attestor | null;
  readonly witnesses: readonly Attestor[];
  readonly revocation: Attestor | null;
  readonly copies: readonly Copy[];
  readonly newestKeyHeld: boolean;
}

type Text = (typeof evidenceText)[keyof typeof evidenceText];
type Key = keyof typeof evidenceText;

/** Who attests the log from outside, where it is copied to, and what is wrong with either. */
export function AttestationPanels() {
  const { t } = useText(evidenceText);
  const state = useQuery({
    queryKey: ['attestation'],
    queryFn: () => api<Attestation>('/api/v1/evidence/attestation'),
    refetchInterval: 10_000,
  });
  return (
    <QueryState query={state} rows={3}>
      {(data) => (
        <div className="after-form">
          {data.newestKeyHeld ? null : <Alert type="error" showIcon title={t('keyMissing')} />}
          <ConflictAlert copies={data.copies} />
          <AttestorsPanel tsa={data.tsa} witnesses={data.witnesses} revocation={data.revocation} />
          <CopiesPanel copies={data.copies} />
        </div>
      )}
    </QueryState>
  );
}

function ConflictAlert(props: { copies: readonly Copy[] }) {
  const { t } = useText(evidenceText);
  const may = useMay();
  const [accepting, setAccepting] = useState(false);
  if (!props.copies.some(({ fault }) => fault === 'set-back' || fault === 'forked')) return null;
  return (
    <>
      <Alert
        type="error"
        showIcon
        title={t('conflict')}
        description={t('conflictText')}
        {...(may('evidence.accept-set-back')
          ? { action: <Button onClick={() => setAccepting(true)}>{t('acceptSetBack')}</Button> }
          : {})}
      />
      {accepting ? <AcceptSetBackDialog onClose={() => setAccepting(false)} /> : null}
    </>
  );
}

function AttestorsPanel(props: { tsa: Attestor | null; witnesses: readonly Attestor[]; revocation: Attestor | null }) {
  const { t } = useText(evidenceText);
  const { tsa, witnesses, revocation } = props;
  const rows = [tsa, revocation, ...witnesses].filter((row) => row !== null);
  const nameOf = (row: Attestor) => {
    if (row === revocation) return t('revocation');
    return row === tsa ? (row.newest?.by ?? t('tsa')) : row.name;
  };
  return (
    <Panel title={t('attestation')} note={t('attestationNote')}>
      {rows.length === 0 ? null : (
        <SimpleTable
          rows={rows}
          rowKey={(row) => row.name}
          columns={[
            { title: t('attestor'), render: (_, row) => nameOf(row) },
            { title: t('attested'), render: (_, row) => <Newest newest={row.newest} /> },
            { title: t('state'), render: (_, row) => <AttestorTag attestor={row} /> },
          ]}
        />
      )}
      {tsa === null ? <p className="panel-note">{t('noTsa')}</p> : null}
      {tsa !== null && revocation === null ? <p className="panel-note">{t('noRevocation')}</p> : null}
      {witnesses.length === 0 ? <p className="panel-note">{t('noWitness')}</p> : null}
    </Panel>
  );
}

function Newest(props: { newest: Attestor['newest'] }) {
  const { t } = useText(evidenceText);
  const { newest } = props;
  if (newest === null) return <>{t('notYet')}</>;
  return (
    <>
      {t('attestedSize', { size: formatCount(newest.size) })} · <When at={newest.time} exact />
    </>
  );
}

function AttestorTag(props: { attestor: Attestor }) {
  const { t } = useText(evidenceText);
  const { failure, failures, newest } = props.attestor;
  if (failure === null)
    return (
      <StateTag tone={newest === null ? 'wait' : 'good'}>{t(newest === null ? 'notYet' : 'attestorGood')}</StateTag>
    );
  const key = `fault.${failure}`;
  const said = isKey(key) ? t(key) : failure;
  return <StateTag tone="bad">{t('attestorFailed', { count: failures, failure: said })}</StateTag>;
}

function CopiesPanel(props: { copies: readonly Copy[] }) {
  const { t } = useText(evidenceText);
  return (
    <Panel title={t('copies')} note={t('copiesNote')}>
      <SimpleTable
        rows={props.copies}
        rowKey={(row) => row.destination}
        columns={[
          { title: t('destination'), render: (_, row) => <span className="mono">{row.destination}</span> },
          { title: t('state'), render: (_, row) => <CopyTag copy={row} /> },
        ]}
      />
    </Panel>
  );
}

function CopyTag(props: { copy: Copy }) {
  const { t } = useText(evidenceText);
  const { size, fault } = props.copy;
  const key = `copy.${fault}`;
  if (fault !== null) return <StateTag tone="bad">{isKey(key) ? t(key) : fault}</StateTag>;
  return size === null ? (
    <StateTag tone="wait">{t('copyEmpty')}</StateTag>
  ) : (
    <StateTag tone="good">{t('copyGood', { size: formatCount(size) })}</StateTag>
  );
}

function isKey(key: string): key is Key {
  return key in (evidenceText as Record<string, Text>);
}
