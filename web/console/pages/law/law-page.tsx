import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { lawText } from '../../../ui/i18n/law.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { EmptyState, PageHead, Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { useArticle } from '../../parts/use-article.ts';
import { useOpen } from '../../parts/use-open.ts';
import { articlesOf, type BookStep, keepRules } from './rule-book.ts';
import { RuleEntry } from './rule-entry.tsx';

/** 法律规则: every rule of the law context, for a reader with the statute beside them. The article stands in the address. */
export function Page() {
  const { t } = useText(lawText);
  const frame = useText(shell);
  const book = useQuery({
    queryKey: ['law-rules'],
    queryFn: () => api<{ items: readonly BookStep[] }>('/api/v1/law/rules'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <PageHead title={frame.t('page.law')} purpose={t('purpose')} />
      <QueryState query={book} rows={12}>
        {({ items }) => <Book steps={items} />}
      </QueryState>
    </>
  );
}

function Book(props: { steps: readonly BookStep[] }) {
  const { t } = useText(lawText);
  const articleName = useArticle();
  const [article, setArticle] = useOpen();
  const [text, setText] = useState('');
  const shown = keepRules(props.steps, { article, text }, articleName);
  const count = (steps: readonly BookStep[]) => steps.reduce((sum, step) => sum + step.rules.length, 0);
  const reset = (): void => {
    setText('');
    setArticle(undefined);
  };
  return (
    <>
      <Space wrap className="law-filter">
        <Select
          aria-label={t('articleFilter')}
          className="law-article-filter"
          showSearch={{ optionFilterProp: 'label' }}
          value={article ?? ''}
          onChange={(value) => setArticle(value === '' ? undefined : value)}
          options={[
            { value: '', label: t('anyArticle') },
            ...articlesOf(props.steps).map((each) => ({ value: each, label: articleName(each) })),
          ]}
        />
        <Input.Search
          aria-label={t('search')}
          placeholder={t('searchHint')}
          allowClear
          autoComplete="off"
          maxLength={60}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="muted" role="status">
          {t('shown', { shown: count(shown), total: count(props.steps) })}
        </span>
      </Space>
      {shown.length === 0 ? (
        <EmptyState
          title={t('emptyTitle')}
          text={t('emptyText')}
          action={<Button onClick={reset}>{t('reset')}</Button>}
        />
      ) : (
        <>
          <Contents steps={shown} />
          {shown.map((step) => (
            <Step key={step.step} step={step} />
          ))}
        </>
      )}
    </>
  );
}

function Contents(props: { steps: readonly BookStep[] }) {
  const { t, pick } = useText(lawText);
  return (
    <nav className="law-contents" aria-label={t('steps')}>
      {props.steps.map((step) => (
        <a key={step.step} href={`#step-${step.step}`}>
          <span>
            {step.step} · {pick(step)}
          </span>
          <span className="muted">{t('ruleCount', { count: step.rules.length })}</span>
        </a>
      ))}
    </nav>
  );
}

function Step(props: { step: BookStep }) {
  const { t, pick } = useText(lawText);
  const { step } = props;
  return (
    <div id={`step-${step.step}`} className="law-step">
      <Panel title={`${t('step', { step: step.step })} · ${pick(step)}`}>
        <ul className="plain">
          {step.rules.map((rule) => (
            <RuleEntry key={rule.code} rule={rule} />
          ))}
        </ul>
      </Panel>
    </div>
  );
}
