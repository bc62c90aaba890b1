import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Space, Tag } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
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
import { ItemLines, type Mending } from './item-lines.tsx';
import type { Notice, NoticeVersion } from './notice.ts';
import { NoticeDialog } from './notice-dialog.tsx';
import { PublishDialog } from './publish-dialog.tsx';

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
  const onEdit = may('register.write') ? () => setEditing(true) : undefined;
  const mending: Mending = { activities: notice.activities, onEdit };
  const publish = useMutation({
    mutationFn: () =>
      api<{ version: number }>(`/api/v1/notices/${encodeURIComponent(notice.code)}/publish`, { method: 'POST' }),
    onSuccess: async ({ version }) => {
      void message.success(t('publishedNow', { version }));
      await queries.invalidateQueries({ queryKey: ['list'] });
    },
  });
  const editInstead = (): void => {
    setPublishing(false);
    setEditing(true);
  };
  const ask = (): void => {
    publish.reset();
    setPublishing(true);
  };
  return (
    <>
      <PageHead
        back={{ label: frame.t('page.notices'), onBack: props.onBack }}
        title={pick(notice.title)}
        purpose={<Copyable text={`${window.location.origin}/n/${notice.code}`} />}
        actions={
          <Space wrap>
            {onEdit === undefined ? null : <Button onClick={onEdit}>{t('edit')}</Button>}
            {may('register.publish') ? (
              <Button type="primary" loading={publish.isPending} onClick={ask}>
                {t('publish')}
              </Button>
            ) : null}
          </Space>
        }
      />
      {publish.error === null ? null : <Refused error={publish.error} mending={mending} />}
      <DraftPreview notice={notice} mending={mending} />
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
          mending={{ ...mending, onEdit: onEdit === undefined ? undefined : editInstead }}
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

// What the server refused although the dialog saw nothing missing: the register has changed meanwhile.
function Refused(props: { error: Error; mending: Mending }) {
  const { t } = useText(noticesText);
  const { title, fields } = useErrorText(props.error);
  if (fields.length === 0) return <ProblemAlert error={props.error} />;
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      className="block-alert"
      title={title}
      description={
        <>
          <ItemLines title={t('missing', { count: fields.length })} items={fields} mending={props.mending} />
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
