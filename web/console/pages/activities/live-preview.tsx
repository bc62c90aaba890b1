import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Form } from 'antd';
import { useEffect, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { previewText } from '../../../ui/i18n/register-preview.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { PaperFrame } from '../../parts/paper-frame.tsx';
import { Views } from '../../parts/views.tsx';
import { ErrorLines, WarningLines } from '../notices/item-lines.tsx';
import type { ActivityCost, PreviewChanges, PreviewError, PreviewWarning } from '../notices/preview.ts';
import { ChangeList, CostLines } from '../notices/preview-parts.tsx';
import type { Bilingual } from './activity.ts';
import { type ActivityValues, previewOf } from './activity-values.ts';

interface ActivityPreview {
  readonly errors: readonly PreviewError[];
  readonly missing: readonly PreviewError[];
  readonly warnings: readonly PreviewWarning[];
  readonly changes: PreviewChanges | null;
  readonly html: Bilingual;
  readonly shortHtml: Bilingual;
}

/** Milliseconds of quiet before what is written is compiled. */
const QUIET = 600;

/** Beside the editor: what the notice would say, what is wrong or frowned on, what changes and whom it concerns. Nothing is saved. */
export function LivePreview(props: { revising: boolean }) {
  const { t, pick } = useText(previewText);
  const body = useQuietBody();
  const key = body === undefined ? '' : JSON.stringify(body);
  const preview = useQuery({
    queryKey: ['activity-preview', key],
    queryFn: () => api<ActivityPreview>('/api/v1/activities/preview', { method: 'POST', body }),
    enabled: body !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const cost = useQuery({
    queryKey: ['activity-cost', key],
    queryFn: () => api<ActivityCost>('/api/v1/activities/cost', { method: 'POST', body }),
    enabled: body !== undefined && props.revising && preview.data?.errors.length === 0,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const { data } = preview;
  if (data === undefined)
    return (
      <Panel title={t('live')} note={t('liveNote')}>
        <p className="muted">{t('waiting')}</p>
      </Panel>
    );
  const clean = data.errors.length + data.missing.length + data.warnings.length === 0;
  const checks = (
    <>
      <ErrorLines title={t('errors')} errors={data.errors} />
      <ErrorLines title={t('missing')} errors={data.missing} />
      <WarningLines warnings={data.warnings} />
      {clean ? <p className="muted">{t('clean')}</p> : null}
    </>
  );
  const people = (
    <>
      <p className="panel-note">{t('costSaved')}</p>
      {data.changes === null ? null : <ChangeList changes={[data.changes]} />}
      {cost.data === undefined ? <p className="muted">{t('costNobody')}</p> : <CostLines costs={[cost.data]} />}
    </>
  );
  return (
    <Panel title={t('live')} note={t('liveNote')}>
      <Views
        label={t('live')}
        items={[
          { key: 'paper', label: t('paper'), children: <PaperFrame tall html={pick(data.html)} /> },
          { key: 'short', label: t('short'), children: <PaperFrame html={pick(data.shortHtml)} /> },
          { key: 'checks', label: t('checks'), children: checks },
          ...(props.revising ? [{ key: 'people', label: t('people'), children: people }] : []),
        ]}
      />
    </Panel>
  );
}

// The body of the preview once nobody has typed for a moment.
function useQuietBody(): unknown {
  const form = Form.useFormInstance<ActivityValues>();
  const values = Form.useWatch((all: ActivityValues) => all, { form, preserve: true });
  const written =
    values === undefined || values.retention === undefined ? '' : JSON.stringify(previewOf(values) ?? null);
  const [quiet, setQuiet] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(written), QUIET);
    return () => clearTimeout(timer);
  }, [written]);
  const body: unknown = quiet === '' ? null : JSON.parse(quiet);
  return body === null ? undefined : body;
}
