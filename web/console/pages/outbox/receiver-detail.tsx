import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Space } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { outboxText } from '../../../ui/i18n/outbox.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Facts } from '../../parts/facts.tsx';
import { PageHead, Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { type Receiver, stateOf, TONES, type Unanswered } from './receiver.ts';

/** One receiver: what it has not confirmed, the comparison of lists, and its settings. */
export function ReceiverDetail(props: { receiver: Receiver; onBack: () => void; onSecret: (secret: string) => void }) {
  const { t, pick, list } = useText(outboxText);
  const frame = useText(shell);
  const may = useMay();
  const { nameOf } = useActivityName();
  const { receiver } = props;
  return (
    <>
      <PageHead
        back={{ label: frame.t('page.outbox'), onBack: props.onBack }}
        title={pick(receiver.name)}
        purpose={<StateTag tone={TONES[stateOf(receiver)]}>{t(`state.${stateOf(receiver)}`)}</StateTag>}
        actions={may('customers.manage-source') ? <Actions receiver={receiver} onSecret={props.onSecret} /> : null}
      />
      <div className="grid">
        <Panel title={t('reconciliation')} note={<ReconciliationNote receiver={receiver} />} />
        <Panel title={t('settings')}>
          <Facts
            items={[
              [t('recipient'), receiver.recipient],
              [t('activities'), list(receiver.activities.map(nameOf))],
              [t('idType'), `${receiver.identifier.type} · ${receiver.identifier.issuer}`],
              [
                t('url'),
                <span key="url" className="mono">
                  {receiver.url}
                </span>,
              ],
            ]}
          />
        </Panel>
      </div>
      <UnansweredPanel code={receiver.code} />
    </>
  );
}

function ReconciliationNote(props: { receiver: Receiver }) {
  const { t } = useText(outboxText);
  const { reconciliation } = props.receiver;
  if (reconciliation === null) return <>{t('reconciliationNone')}</>;
  const { list, held, linked, erased, unknown, missing } = reconciliation;
  return (
    <>
      {t('reconciliationNote', {
        list,
        held: formatCount(held),
        linked: formatCount(linked),
        erased: formatCount(erased),
        unknown: formatCount(unknown),
        missing: missing === null ? '…' : formatCount(missing),
      })}
    </>
  );
}

function UnansweredPanel(props: { code: string }) {
  const { t } = useText(outboxText);
  const path = `/api/v1/receivers/${encodeURIComponent(props.code)}/unanswered`;
  const query = useQuery({
    queryKey: ['list', path],
    queryFn: () => api<{ items: readonly Unanswered[] }>(path),
  });
  return (
    <Panel title={t('unanswered')} note={t('unansweredNote')}>
      <QueryState query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{t('unansweredNone')}</p>
          ) : (
            <SimpleTable
              rows={items}
              rowKey={(row) => row.id}
              columns={[
                { title: t('what'), render: (_, row) => t(`kind.${row.kind}`) },
                {
                  title: t('person'),
                  render: (_, row) =>
                    row.person === null ? t('gone') : <span className="mono">{row.person.slice(0, 13)}</span>,
                },
                { title: t('since'), render: (_, row) => <When at={row.createdAt} /> },
                { title: t('tries'), className: 'num', render: (_, row) => formatCount(row.tries) },
                { title: t('lastAnswer'), render: (_, row) => <span className="mono">{row.lastAnswer ?? '—'}</span> },
                {
                  title: t('delivered'),
                  render: (_, row) => (row.deliveredAt === null ? t('none') : <When at={row.deliveredAt} />),
                },
                { title: t('nextTry'), render: (_, row) => <When at={row.nextTryAt} /> },
              ]}
            />
          )
        }
      </QueryState>
    </Panel>
  );
}

function Actions(props: { receiver: Receiver; onSecret: (secret: string) => void }) {
  const { t } = useText(outboxText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const path = `/api/v1/receivers/${encodeURIComponent(props.receiver.code)}`;
  const renewed = () => queries.invalidateQueries({ queryKey: ['list'] });
  const replace = useMutation({
    mutationFn: () => api<{ secret: string }>(`${path}/secret`, { method: 'POST' }),
    onSuccess: async ({ secret }) => {
      await renewed();
      props.onSecret(secret);
    },
  });
  const end = useMutation({ mutationFn: () => api(`${path}/end`, { method: 'POST' }), onSuccess: renewed });
  return (
    <Space wrap>
      <ProblemAlert error={replace.error ?? end.error} />
      <Popconfirm
        title={t('replaceWhat')}
        okText={t('replaceSecret')}
        cancelText={frame.t('cancel')}
        onConfirm={() => replace.mutate()}
      >
        <Button loading={replace.isPending}>{t('replaceSecret')}</Button>
      </Popconfirm>
      {props.receiver.endedAt === null ? (
        <Popconfirm
          title={t('endWhat')}
          okText={t('end')}
          cancelText={frame.t('cancel')}
          onConfirm={() => end.mutate()}
        >
          <Button danger loading={end.isPending}>
            {t('end')}
          </Button>
        </Popconfirm>
      ) : null}
    </Space>
  );
}
