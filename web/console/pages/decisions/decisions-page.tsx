import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { api } from '../../../ui/api.ts';
import { decisionsText } from '../../../ui/i18n/decisions.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { PageHead, Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { useOpen } from '../../parts/use-open.ts';
import { Answer } from './answer.tsx';
import type { AskedActivity, Decision } from './decision.ts';
import { PickPerson } from './pick-person.tsx';
import { bodyOf, type Question, readQuestion, writeQuestion } from './question.ts';
import { QuestionForm } from './question-form.tsx';

/** 判定解释: one person, one use, one moment, and every reason of the verdict. The question stands in the address as codes. */
export function Page() {
  const { t } = useText(decisionsText);
  const frame = useText(shell);
  const [open, setOpen] = useOpen();
  const asked = readQuestion(open);
  return (
    <>
      <PageHead title={frame.t('page.decisions')} purpose={t('purpose')} />
      {asked === undefined ? (
        <PickPerson onPick={setOpen} />
      ) : (
        <Explorer person={asked.person} question={asked.question} onOpen={setOpen} />
      )}
    </>
  );
}

function Explorer(props: {
  person: string;
  question: Question | undefined;
  onOpen: (open: string | undefined) => void;
}) {
  const { t } = useText(decisionsText);
  const { person, question } = props;
  const activities = useQuery({
    queryKey: ['activities'],
    queryFn: () => api<{ items: readonly AskedActivity[] }>('/api/v1/activities'),
    staleTime: 60_000,
  });
  const activity = activities.data?.items.find((each) => each.code === question?.activity);
  const decision = useQuery({
    queryKey: ['decision', question],
    queryFn: ({ signal }) =>
      api<Decision>('/api/v1/decisions', {
        method: 'POST',
        signal,
        body: question === undefined ? {} : bodyOf(question, activity?.recipients ?? []),
      }),
    enabled: question !== undefined && activities.isSuccess,
    // A verdict is of its moment: it is asked for again, never taken from before.
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const ask = (next: Question): void => {
    const word = writeQuestion(next);
    if (question !== undefined && word === writeQuestion(question)) void decision.refetch();
    else props.onOpen(word);
  };
  return (
    <>
      <Panel title={t('person')} extra={<Button onClick={() => props.onOpen(undefined)}>{t('chooseOther')}</Button>}>
        <Copyable text={person} />
      </Panel>
      <Panel title={t('question')} note={t('questionNote')}>
        <QueryState query={activities} rows={3}>
          {({ items }) => (
            <QuestionForm
              key={JSON.stringify(question ?? person)}
              person={person}
              question={question}
              activities={items}
              asking={decision.isFetching}
              onAsk={ask}
            />
          )}
        </QueryState>
      </Panel>
      {question === undefined ? (
        <p className="muted">{t('notAsked')}</p>
      ) : (
        <QueryState query={decision} rows={8}>
          {(data) => <Answer decision={data} question={question} />}
        </QueryState>
      )}
    </>
  );
}
