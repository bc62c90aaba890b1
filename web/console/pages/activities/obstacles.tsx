import { Button } from 'antd';
import { useState } from 'react';
import { activityFormText } from '../../../ui/i18n/activity-form.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { useArticle } from '../../parts/use-article.ts';
import { useMay } from '../../session.ts';
import type { Activity } from './activity.ts';
import { AssessmentForm, ContractForm } from './state-forms.tsx';

/** What is missing before an activity may run, each with the way to do it. */
export function Obstacles(props: { activity: Activity }) {
  const { t, pick } = useText(activityFormText);
  const article = useArticle();
  const { obstacles, recipients } = props.activity;
  // The register names the entrustees without a contract in their order.
  const unsigned = recipients.filter((each) => each.role === 'entrustee' && each.contract !== 'signed');
  const rows = obstacles.map((each) => ({
    ...each,
    recipient: each.code === 'register.contract-missing' ? unsigned.shift()?.name : undefined,
  }));
  return (
    <Panel title={t('missingTitle')}>
      <ul className="reasons">
        {rows.map((each) => (
          <li key={`${each.code} ${each.zh}`}>
            <span className="article">{article(each.article)}</span>
            <span className="grow">{pick(each)}</span>
            <NextStep activity={props.activity} code={each.code} recipient={each.recipient} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function NextStep(props: { activity: Activity; code: string; recipient: string | undefined }) {
  const { t } = useText(activityFormText);
  const may = useMay();
  const [entering, setEntering] = useState(false);
  const { activity, code, recipient } = props;
  if (code === 'register.not-published' || code === 'register.notice-behind')
    return (
      <PageLink to="/notices" open={activity.published?.notice}>
        {t('toNotice')}
      </PageLink>
    );
  const assessment = code === 'register.assessment-missing';
  if (!assessment && recipient === undefined) return null;
  if (!may('register.enter-states')) return <span className="muted">{t('byDpo')}</span>;
  const close = (): void => setEntering(false);
  return (
    <>
      <Button size="small" onClick={() => setEntering(true)}>
        {t(assessment ? 'toAssessment' : 'toContract')}
      </Button>
      {entering && assessment ? <AssessmentForm activity={activity.code} onClose={close} /> : null}
      {entering && recipient !== undefined ? (
        <ContractForm activity={activity.code} recipient={recipient} onClose={close} />
      ) : null}
    </>
  );
}
