import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Space, Tag } from 'antd';
import { useState } from 'react';
import { ApiError, api } from '../../../ui/api.ts';
import { noticesText } from '../../../ui/i18n/notices.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { PageHead, Panel } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { ProblemAlert, useErrorText } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { DraftPreview, Papers } from './draft-preview.tsx';
import type { Notice, NoticeVersion } from './notice.ts';
import { NoticeDialog } from './notice-dialog.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { whereToMend } from './where-to-mend.ts';

/** One notice: its draft, publishing with what is missing, and every version. */
export function NoticeDetail(props: { notice: Notice; onBack: () => void }) {
  const { t, pick } = useText(noticesText);
  const frame = useText(shell);
  const may = useMay();
  const { message } = App.useApp();
  const [publishing, setPublishing] = useState(false);
  const queries = useQueryClient();
  const [editing, setEditing] = useState(false);
  const { nameOf } = useActivityName();
  const { notice } = props;
  const publish = useMutation({
    mutationFn: () =>
      api<{ version: number }>(`/api/v1/notices/${encodeURIComponent(notice.code)}/publish`, { method: 'POST' }),
    onSuccess: async ({ version }) => {
      void message.success(t('publishedNow', { version }));
      await queries.invalidateQueries({ queryKey: ['list'] });
    },
  });
  return (
    <>
      <PageHead
        back={{ label: frame.t('page.notices'), onBack: props.onBack }}
        title={pick(notice.title)}
        purpose={<Copyable text={`${window.location.origin}/n/${notice.code}`} />}
        actions={
          <Space wrap>
            {may('register.write') ? <Button onClick={() => setEditing(true)}>{t('edit')}</Button> : null}
            {may('register.publish') ? (
              <Button type="primary" loading={publish.isPending} onClick={() => setPublishing(true)}>
                {t('publish')}
              </Button>
            ) : null}
          </Space>
        }
      />
      <Missing error={publish.error} notice={notice} />
      <DraftPreview notice={notice} />
      <Panel title={t('activities')}>
        <Space wrap size={[4, 8]}>
          {notice.activities.map((code) => (
            <Tag key={code}>
              <PageLink to="/activities" open={code}>
                {nameOf(code)}
              </PageLink>
            </Tag>
          ))}
        </Space>
      </Panel>
      <Papers notice={notice} />
      <Versions versions={notice.versions} />
      {publishing ? (
        <PublishDialog
          notice={notice.code}
          pending={publish.isPending}
          onPublish={() => publish.mutate(undefined, { onSettled: () => setPublishing(false) })}
          onClose={() => setPublishing(false)}
        />
      ) : null}
      {editing ? (
        <NoticeDialog notice={notice} onClose={() => setEditing(false)} onSaved={() => setEditing(false)} />
      ) : null}
    </>
  );
}

function Missing(props: { error: Error | null; notice: Notice }) {
  if (props.error === null) return null;
  if (!(props.error instanceof ApiError) || (props.error.problem.errors ?? []).length === 0)
    return <ProblemAlert error={props.error} />;
  return <MissingItems error={props.error} notice={props.notice} />;
}

function MissingItems(props: { error: ApiError; notice: Notice }) {
  const { t } = useText(noticesText);
  const { fields } = useErrorText(props.error);
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      className="block-alert"
      title={t('missing', { count: fields.length })}
      description={
        <>
          <ul className="reasons">
            {fields.map((field) => (
              <li key={`${field.path} ${field.text}`}>
                <span>{field.text}</span>
                <PageLink {...whereToMend(field.path, props.notice)}>{t('mend')}</PageLink>
              </li>
            ))}
          </ul>
          <p>{t('missingNote')}</p>
        </>
      }
    />
  );
}

function Versions(props: { versions: readonly NoticeVersion[] }) {
  const { t } = useText(noticesText);
  const rows = props.versions.toSorted((a, b) => b.version - a.version);
  return (
    <Panel title={t('versions')} note={rows.length === 0 ? t('none') : t('versionsNote', { count: rows.length })}>
      {rows.length === 0 ? null : (
        <SimpleTable
          rows={rows}
          rowKey={(row) => String(row.version)}
          columns={[
            {
              title: t('versionHead'),
              render: (_, row) => (
                <a href={row.url} target="_blank" rel="noreferrer">
                  {t('version', { version: row.version })}
                </a>
              ),
            },
            { title: t('published'), render: (_, row) => <When at={row.publishedAt} exact /> },
            { title: t('changes'), render: (_, row) => <Changes version={row} /> },
            { title: t('hash'), render: (_, row) => <Copyable text={row.hash} short={16} /> },
          ]}
        />
      )}
    </Panel>
  );
}

function Changes(props: { version: NoticeVersion }) {
  const { t } = useText(noticesText);
  const { nameOf } = useActivityName();
  const { version } = props;
  if (version.version === 1) return <>{t('first')}</>;
  if (version.changes.length === 0) return <>{t('unchanged')}</>;
  return (
    <ul className="plain">
      {version.changes.map((change) => (
        <li key={`${change.activity} ${change.kind}`}>
          {nameOf(change.activity)}{' '}
          {`kind.${change.kind}` in noticesText ? t(`kind.${change.kind}` as 'kind.purpose') : change.kind}{' '}
          {change.reconsent ? <Tag className="tag-warn">{t('reconsent')}</Tag> : null}
        </li>
      ))}
    </ul>
  );
}
