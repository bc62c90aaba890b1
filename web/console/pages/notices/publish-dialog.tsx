import { useQuery } from '@tanstack/react-query';
import { Form, Input, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { previewText } from '../../../ui/i18n/register-preview.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { ErrorLines, type Mending, WarningLines } from './item-lines.tsx';
import type { ActivityCost, NoticePreview } from './preview.ts';
import { ChangeList, CostLines } from './preview-parts.tsx';

/** What publishing the draft would do; asked afresh, since the register may have changed. */
export function useNoticePreview(code: string) {
  const at = `/api/v1/notices/${encodeURIComponent(code)}`;
  const preview = useQuery({
    queryKey: ['list', `${at}/preview`],
    queryFn: () => api<NoticePreview>(`${at}/preview`),
  });
  const cost = useQuery({
    queryKey: ['list', `${at}/cost`],
    queryFn: () => api<{ items: readonly ActivityCost[] }>(`${at}/cost`),
  });
  return { preview, cost };
}

/**
 * Asks before publishing: what changes, what is frowned on, whom it concerns. With people concerned, their number is typed. With something missing it
 * says what, and publishes nothing.
 */
export function PublishDialog(props: {
  notice: string;
  mending: Mending;
  pending: boolean;
  onPublish: () => void;
  onClose: () => void;
}) {
  const { t } = useText(previewText);
  const frame = useText(shell);
  const [typed, setTyped] = useState('');
  const { preview, cost } = useNoticePreview(props.notice);
  const people = cost.data?.items.reduce((sum, each) => sum + each.askAgain, 0);
  const ready = preview.data !== undefined && people !== undefined;
  const missing = preview.data?.missing ?? [];
  const confirmed = people === 0 || typed.replace(/[\s,，]/g, '') === String(people);
  return (
    <Modal
      open
      width={880}
      title={t('publishTitle', { version: preview.data?.version ?? '' })}
      okText={t('publish')}
      cancelText={frame.t('cancel')}
      okButtonProps={{ disabled: !ready || missing.length > 0 || !confirmed, danger: (people ?? 0) > 0 }}
      confirmLoading={props.pending}
      onOk={props.onPublish}
      onCancel={props.onClose}
    >
      <p>{t(missing.length > 0 ? 'publishNotYet' : 'publishText')}</p>
      <ProblemAlert error={preview.error ?? cost.error} />
      {ready ? (
        <>
          <ErrorLines title={t('missing')} errors={missing} mending={props.mending} />
          <WarningLines warnings={preview.data.warnings} mending={props.mending} />
          <h3>{t('changes')}</h3>
          <ChangeList changes={preview.data.changes} />
          <h3>{t('costTitle')}</h3>
          <CostLines costs={cost.data?.items ?? []} />
          {people === 0 || missing.length > 0 ? null : (
            <Form layout="vertical">
              <p>{t('publishPeople', { count: formatCount(people) })}</p>
              <Form.Item label={t('typePeople', { count: formatCount(people) })} htmlFor="publish-people">
                <Input
                  id="publish-people"
                  inputMode="numeric"
                  autoComplete="off"
                  value={typed}
                  onChange={(event) => setTyped(event.target.value)}
                />
              </Form.Item>
            </Form>
          )}
        </>
      ) : preview.error === null && cost.error === null ? (
        <Skeleton active title={false} paragraph={{ rows: 4 }} />
      ) : null}
    </Modal>
  );
}
