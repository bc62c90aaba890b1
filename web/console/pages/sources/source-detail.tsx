import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Popconfirm, Space } from 'antd';
import type { ReactNode } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { sourcesText } from '../../../ui/i18n/sources.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Facts } from '../../parts/facts.tsx';
import { PageHead, Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { useImportWord } from '../imports/import.ts';
import { ReplaceKeys } from './replace-keys.tsx';
import { callbackPath, type Source } from './source.ts';
import { SourceDay } from './source-day.tsx';
import { TrackingPlan } from './tracking-plan.tsx';
import { WebhookRules } from './webhook-rules.tsx';
import type { SourceKeys } from './write-key.tsx';

/** One source: what became of its events, how to connect, what was reported, and its tracking plan. */
export function SourceDetail(props: { source: Source; onBack: () => void; onKey: (keys: SourceKeys) => void }) {
  const { t, pick } = useText(sourcesText);
  const frame = useText(shell);
  const may = useMay();
  const { nameOf } = useActivityName();
  const { source } = props;
  const suiteFacts = ({ suiteId, authorised, authorisedAt }: NonNullable<Source['suite']>): [string, ReactNode][] => [
    [t('suiteId'), <code key="suite">{suiteId}</code>],
    [
      t('authorisation'),
      <span key="authorised">
        {t(
          authorised === undefined
            ? 'authorisation.unheard'
            : authorised
              ? 'authorisation.stands'
              : 'authorisation.ended',
        )}{' '}
        {authorisedAt === undefined ? null : <When at={authorisedAt} />}
      </span>,
    ],
  ];
  return (
    <>
      <PageHead
        back={{ label: frame.t('page.sources'), onBack: props.onBack }}
        title={pick(source.name)}
        purpose={
          <StateTag tone={source.revokedAt === null ? 'good' : 'none'}>
            {t(source.revokedAt === null ? 'active' : 'revoked')}
          </StateTag>
        }
        actions={may('customers.manage-source') ? <KeyActions source={source} onKey={props.onKey} /> : null}
      />
      <SourceDay source={source} />
      <div className="grid">
        <ConnectPanel source={source} />
        <Panel title={t('settings')}>
          <Facts
            items={[
              [t('activity'), nameOf(source.activity)],
              [t('kindOf'), t(`kindOf.${source.kind}`)],
              [t('issuer'), source.issuer],
              [t('withoutPermission'), t(source.withoutPermission)],
              [t('undeclared'), t(source.undeclared)],
              [t('quota'), formatCount(source.quota)],
              ...(source.suite === null ? [] : suiteFacts(source.suite)),
            ]}
          />
        </Panel>
      </div>
      <Reported source={source} />
      {source.kind === 'webhook' ? <WebhookRules source={source} /> : null}
      <TrackingPlan source={source} />
    </>
  );
}

function ConnectPanel(props: { source: Source }) {
  const { t } = useText(sourcesText);
  const path = callbackPath(props.source);
  const { origin } = window.location;
  if (path !== undefined)
    return (
      <Panel title={t('connect')} note={t('callbackNote')}>
        <Facts items={[[t('callbackAddress'), <Copyable key="path" text={origin + path} />]]} />
        {props.source.kind === 'wecom' ? <p className="panel-note after-form">{t('wecomNoes')}</p> : null}
        {props.source.kind === 'wechat' ? <p className="panel-note after-form">{t('wechatNoes')}</p> : null}
        {props.source.kind === 'tmall' ? <p className="panel-note after-form">{t('tmallNoes')}</p> : null}
      </Panel>
    );
  return (
    <Panel title={t('connect')} note={t('connectNote')}>
      <Facts
        items={[
          [t('address'), <Copyable key="host" text={origin} />],
          [t('sensorsAddress'), <span key="sa" className="mono">{`${origin}/sa?token=wk_…`}</span>],
        ]}
      />
    </Panel>
  );
}

function KeyActions(props: { source: Source; onKey: (keys: SourceKeys) => void }) {
  const { t, pick } = useText(sourcesText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const { code, kind } = props.source;
  const path = `/api/v1/sources/${encodeURIComponent(code)}`;
  const replace = useMutation({
    mutationFn: () => api<SourceKeys>(`${path}/${kind === 'tracker' ? 'key' : 'secret'}`, { method: 'POST' }),
    onSuccess: async (keys) => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onKey(keys);
    },
  });
  const revoke = useMutation({
    mutationFn: () => api(`${path}/revoke`, { method: 'POST' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list'] }),
  });
  return (
    <Space wrap>
      <ProblemAlert error={replace.error ?? revoke.error} />
      {kind === 'tracker' || kind === 'webhook' ? (
        <Popconfirm
          title={t(kind === 'tracker' ? 'replaceWhat' : 'replaceSecretWhat')}
          okText={t('replaceKey')}
          cancelText={frame.t('cancel')}
          onConfirm={() => replace.mutate()}
        >
          <Button loading={replace.isPending}>{t(kind === 'tracker' ? 'replaceKey' : 'replaceSecret')}</Button>
        </Popconfirm>
      ) : null}
      {kind === 'wecom' || kind === 'wechat' || kind === 'tmall' ? <ReplaceKeys code={code} kind={kind} /> : null}
      {props.source.revokedAt === null ? (
        <Popconfirm
          title={t('revokeWhat', { name: pick(props.source.name) })}
          okText={t('revoke')}
          cancelText={frame.t('cancel')}
          onConfirm={() => revoke.mutate()}
        >
          <Button danger loading={revoke.isPending}>
            {t('revoke')}
          </Button>
        </Popconfirm>
      ) : null}
    </Space>
  );
}

function Reported(props: { source: Source }) {
  const { t, pick } = useText(sourcesText);
  const reads = useImportWord();
  const rows = props.source.reported.filter(({ kind, detail }) => kind !== 'traits' || detail !== 'stored');
  const wordOf = (kind: string): string => {
    const key = `reported.${kind}`;
    return key in sourcesText ? t(key as keyof typeof sourcesText) : kind;
  };
  return (
    <Panel title={t('reported')} note={t(rows.length === 0 ? 'reportedNone' : 'reportedNote')}>
      {rows.length === 0 ? null : (
        <SimpleTable
          rows={rows}
          rowKey={(row) => `${row.kind} ${row.detail}`}
          columns={[
            { title: t('what'), render: (_, row) => wordOf(row.kind) },
            {
              title: t('which'),
              className: 'wrap',
              render: (_, { kind, detail }) => {
                if (kind === 'refused-event') {
                  const [path = '', zh = '', en = ''] = detail.split('|');
                  return (
                    <>
                      <span className="mono">{path}</span> {pick({ zh, en })}
                    </>
                  );
                }
                const [name = detail, found = ''] = kind === 'personal-property' ? detail.split('|') : [detail];
                return (
                  <>
                    <span className="mono">{name}</span> {found === '' ? null : reads('reads', found)}
                  </>
                );
              },
            },
            { title: t('times'), className: 'num', render: (_, row) => formatCount(row.count) },
          ]}
        />
      )}
    </Panel>
  );
}
