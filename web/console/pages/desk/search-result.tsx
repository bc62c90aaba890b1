import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Space } from 'antd';
import { formatCount, formatTime } from '../../../ui/format.ts';
import { deskText } from '../../../ui/i18n/desk.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Masked } from '../../parts/masked.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { makeBundle, saveFile } from './files.ts';
import type { LetterSearch } from './letter-search.ts';
import { FILES_KEY } from './waiting-files.tsx';

type OnPaper = (person: string | null) => void;

/** What was found, with the way to a paper or a bundle for each record. */
export function SearchResult(props: { search: LetterSearch; onPaper: OnPaper }) {
  const { t, pick } = useText(deskText);
  const { search, onPaper } = props;
  const nothing = search.people.length === 0 && search.erased.length === 0;
  const save = useMutation({ mutationFn: () => saveFile(search.declaration) });
  return (
    <Panel title={t('result')} note={t('searchedAs', { masked: search.masked, time: formatTime(search.at) })}>
      <Alert type="info" showIcon title={pick(search.statement)} />
      {search.advice === null ? null : <Advice advice={search.advice} />}
      {search.people.length === 0 ? null : <People people={search.people} onPaper={onPaper} />}
      {search.erased.length === 0 ? null : <Erased erased={search.erased} onPaper={onPaper} />}
      <ProblemAlert error={save.error} />
      <Space wrap className="after-form">
        {nothing ? (
          <Button type="primary" onClick={() => onPaper(null)}>
            {t('paperOfNothing')}
          </Button>
        ) : null}
        <Button onClick={() => save.mutate()}>{t('declaration')}</Button>
      </Space>
      <Extent search={search} />
    </Panel>
  );
}

function Advice(props: { advice: NonNullable<LetterSearch['advice']> }) {
  const { t, pick } = useText(deskText);
  return (
    <Alert
      type="warning"
      showIcon
      title={pick(props.advice.says)}
      description={
        <>
          <p>{t('ask')}</p>
          <ul>
            {props.advice.ask.map((each) => (
              <li key={each.zh}>{pick(each)}</li>
            ))}
          </ul>
        </>
      }
    />
  );
}

function People(props: { people: LetterSearch['people']; onPaper: OnPaper }) {
  const { t } = useText(deskText);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const bundle = useMutation({
    mutationFn: (person: string) => makeBundle({ person }),
    onSuccess: async () => {
      void message.success(t('bundleMade'));
      await queries.invalidateQueries({ queryKey: FILES_KEY });
    },
  });
  const field = (name: string) => (_: unknown, row: LetterSearch['people'][number]) =>
    row.fields === null ? t('refused') : <Masked value={row.fields[name]} />;
  return (
    <>
      <ProblemAlert error={bundle.error} />
      <SimpleTable
        rows={props.people}
        rowKey={(row) => row.person}
        columns={[
          { title: t('record'), render: (_, row) => <Copyable text={row.person} short={13} /> },
          { title: t('name'), render: field('name') },
          { title: t('mobile'), render: field('mobile') },
          { title: t('email'), render: field('email') },
          {
            title: '',
            render: (_, row) => (
              <Space>
                <Button type="primary" size="small" onClick={() => props.onPaper(row.person)}>
                  {t('paper')}
                </Button>
                <Button
                  size="small"
                  loading={bundle.isPending && bundle.variables === row.person}
                  onClick={() => bundle.mutate(row.person)}
                >
                  {t('bundle')}
                </Button>
              </Space>
            ),
          },
        ]}
      />
    </>
  );
}

function Erased(props: { erased: LetterSearch['erased']; onPaper: OnPaper }) {
  const { t } = useText(deskText);
  return (
    <ul className="rows">
      {props.erased.map((row) => (
        <li key={row.person} className="row-head">
          <span className="row-name">
            {t('erasedAt', { time: formatTime(row.erasedAt) })}
            {row.index === null ? '' : ` · ${t('erasedEntry', { index: formatCount(row.index) })}`}
            <span className="muted">
              {' · '}
              {row.keptUntil === null ? t('keptNothing') : t('keptUntil', { time: formatTime(row.keptUntil) })}
            </span>
          </span>
          <Button type="primary" size="small" onClick={() => props.onPaper(row.person)}>
            {t('paper')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Extent(props: { search: LetterSearch }) {
  const { t } = useText(deskText);
  const { indexes, receipt } = props.search;
  return (
    <div className="after-form">
      <Facts
        items={[
          [
            t('indexes'),
            indexes.length === 0 ? (
              '—'
            ) : (
              <span key="indexes" className="mono">
                {indexes.map(({ name, generations }) => `${name} (${generations.join(', ')})`).join(' · ')}
              </span>
            ),
          ],
          [t('receipt'), <Copyable key="receipt" text={receipt} />],
        ]}
      />
    </div>
  );
}
