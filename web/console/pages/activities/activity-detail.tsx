import { useQuery } from '@tanstack/react-query';
import { Button, Space, Tag } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { activitiesText } from '../../../ui/i18n/activities.ts';
import { activityFormText } from '../../../ui/i18n/activity-form.ts';
import { activityItemsText } from '../../../ui/i18n/activity-items.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Facts } from '../../parts/facts.tsx';
import { PageHead, Panel, StateTag } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useCaptureNames } from '../../parts/use-capture-names.ts';
import { VerdictChip } from '../../parts/verdict-chip.tsx';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { type Activity, useRegisterWord, verdictOf } from './activity.ts';
import { furtherFacts } from './further-facts.ts';
import { Obstacles } from './obstacles.tsx';
import { AssessmentForm, ContractForm } from './state-forms.tsx';
import { SubEntrustments } from './sub-entrustments.tsx';

/** One activity: whether it may run and why, what it is, its assessment, recipients and fields. */
export function ActivityDetail(props: { code: string; onBack: () => void; onRevise: () => void }) {
  const { t, pick } = useText(activitiesText);
  const frame = useText(shell);
  const form = useText(activityFormText);
  const names = useCaptureNames();
  const may = useMay();
  const activity = useQuery({
    queryKey: ['activity', props.code],
    queryFn: () => api<Activity>(`/api/v1/activities/${encodeURIComponent(props.code)}`),
  });
  return (
    <QueryState query={activity}>
      {(data) => (
        <>
          <PageHead
            back={{ label: frame.t('page.activities'), onBack: props.onBack }}
            title={pick(data.name)}
            purpose={
              <>
                <span className="mono">{data.code}</span> · {t('revision', { revision: data.revision })} ·{' '}
                <When at={data.savedAt} />
              </>
            }
            actions={
              <Space wrap>
                <VerdictChip verdict={verdictOf(data, names.notice)} />
                {may('register.write') && !data.builtIn ? (
                  <Button onClick={props.onRevise}>{form.t('revise')}</Button>
                ) : null}
              </Space>
            }
          />
          {data.mayRun ? null : <Obstacles activity={data} />}
          <div className="grid">
            <About activity={data} />
            <Assessment activity={data} />
          </div>
          <Recipients activity={data} />
          <Fields activity={data} />
        </>
      )}
    </QueryState>
  );
}

function About(props: { activity: Activity }) {
  const { t, pick, list } = useText(activitiesText);
  const items = useText(activityItemsText);
  const word = useRegisterWord();
  const { activity } = props;
  const names = useCaptureNames();
  const { retention, published } = activity;
  const words = (kind: string, codes: readonly string[]) => list(codes.map((code) => word(kind, code))) || '—';
  const kept = t('retentionValue', {
    text: pick(retention.text),
    days: retention.days,
    end: word('end', retention.atEnd),
  });
  return (
    <Panel title={t('about')}>
      <Facts
        items={[
          [t('purposeText'), pick(activity.purposeText)],
          [t('method'), pick(activity.method)],
          [t('basis'), word('basis', activity.basis)],
          [t('operations'), words('op', activity.operations)],
          [t('channels'), words('channel', activity.channels)],
          [t('sources'), words('source', activity.sources)],
          [t('retention'), kept],
          [t('automated'), activity.automatedDecision?.used === true ? pick(activity.automatedDecision.text) : '—'],
          [t('role'), word('role', activity.ourRole)],
          ...furtherFacts(activity, items.t, pick),
          [
            t('published'),
            published === null ? (
              t('unpublished')
            ) : (
              <a key="notice" href={`/n/${published.notice}/${published.version}`} target="_blank" rel="noreferrer">
                {names.version(`${published.notice}/${published.version}`)}
              </a>
            ),
          ],
        ]}
      />
    </Panel>
  );
}

function Assessment(props: { activity: Activity }) {
  const { t, list } = useText(activitiesText);
  const word = useRegisterWord();
  const may = useMay();
  const [entering, setEntering] = useState(false);
  const { assessment, code } = props.activity;
  const due = assessment.dueTo.length > 0;
  const tone = assessment.state === 'approved' ? 'good' : due || assessment.state === 'expired' ? 'bad' : 'none';
  const reasons = list(assessment.dueTo.map((each) => word('due', each)));
  return (
    <Panel
      title={t('assessment')}
      note={due ? t('assessmentDue', { reasons }) : t('assessmentNotDue')}
      extra={
        may('register.enter-states') ? <Button onClick={() => setEntering(true)}>{t('enterAssessment')}</Button> : null
      }
    >
      <Facts
        items={[
          [
            t('state'),
            <StateTag key="state" tone={tone}>
              {word('assessment', assessment.state)}
            </StateTag>,
          ],
          [t('documentName'), assessment.documentName ?? '—'],
          [
            'SHA-256',
            assessment.documentHash === null ? '—' : <Copyable key="hash" text={assessment.documentHash} short={24} />,
          ],
          [t('entered'), <When key="at" at={assessment.at} />],
        ]}
      />
      {entering ? <AssessmentForm activity={code} onClose={() => setEntering(false)} /> : null}
    </Panel>
  );
}

const CONTRACT_TONES: Readonly<Record<string, 'good' | 'bad'>> = { signed: 'good', ended: 'bad', none: 'bad' };

function Recipients(props: { activity: Activity }) {
  const { t, pick } = useText(activitiesText);
  const word = useRegisterWord();
  const may = useMay();
  const [entering, setEntering] = useState<string | null>(null);
  const { recipients, code } = props.activity;
  const signed = recipients.filter((each) => each.contract === 'signed').length;
  const note = recipients.length === 0 ? t('noRecipients') : t('recipientsNote', { count: recipients.length, signed });
  return (
    <Panel title={t('recipients')} note={note}>
      {recipients.length === 0 ? null : (
        <SimpleTable
          rows={recipients}
          rowKey={(row) => row.name}
          columns={[
            { title: t('recipient'), dataIndex: 'name' },
            { title: t('recipientRole'), render: (_, row) => word('role', row.role) },
            { title: t('purposeText'), render: (_, row) => pick(row.purpose) },
            {
              title: t('contract'),
              render: (_, row) => (
                <StateTag tone={CONTRACT_TONES[row.contract] ?? 'none'}>{word('contract', row.contract)}</StateTag>
              ),
            },
            {
              title: 'SHA-256',
              render: (_, row) => (row.contractHash === null ? '—' : <Copyable text={row.contractHash} short={12} />),
            },
            {
              title: '',
              render: (_, row) =>
                may('register.enter-states') ? (
                  <Button size="small" onClick={() => setEntering(row.name)}>
                    {t('enterContract')}
                  </Button>
                ) : null,
            },
          ]}
        />
      )}
      <SubEntrustments activity={props.activity} />
      {entering === null ? null : (
        <ContractForm activity={code} recipient={entering} onClose={() => setEntering(null)} />
      )}
    </Panel>
  );
}

function Fields(props: { activity: Activity }) {
  const { t, pick } = useText(activitiesText);
  const { fields } = props.activity;
  const sensitive = fields.filter((each) => each.sensitive).length;
  return (
    <Panel title={t('fields')} note={t('fieldsNote', { count: fields.length, sensitive })}>
      <SimpleTable
        rows={fields}
        rowKey={(row) => row.field}
        columns={[
          {
            title: t('field'),
            render: (_, row) => (
              <>
                {pick(row.label)} {row.sensitive ? <Tag className="tag-warn">{t('sensitive')}</Tag> : null}
              </>
            ),
          },
          { title: t('necessary'), render: (_, row) => t(row.necessary ? 'necessary' : 'optional') },
          {
            title: t('impact'),
            render: (_, row) => (row.impactIfRefused === undefined ? '—' : pick(row.impactIfRefused)),
          },
        ]}
      />
    </Panel>
  );
}
