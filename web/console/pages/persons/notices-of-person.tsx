import { useQuery } from '@tanstack/react-query';
import { api } from '../../../ui/api.ts';
import { noesText } from '../../../ui/i18n/noes.ts';
import { profileText } from '../../../ui/i18n/profile.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useCaptureNames } from '../../parts/use-capture-names.ts';
import { When } from '../../parts/when.tsx';
import { useRegisterWord } from '../activities/activity.ts';

interface Answer {
  readonly activity: string;
  readonly state: 'granted' | 'refused' | 'withdrawn' | 'expired' | 'none';
  readonly channel: string | null;
  readonly notice: string | null;
  readonly noticeVersion: number | null;
  readonly at: string | null;
}

interface No {
  readonly kind: 'unsubscribe' | 'restrict' | 'personalisation';
  readonly channel: string | null;
  readonly at: string;
  readonly through: string;
  readonly receipt: string;
}

/** Which notices a person was shown with what they answered, and the noes in force that bind more than one activity. */
export function NoticesOfPerson(props: { person: string }) {
  const { t } = useText(profileText);
  const word = useRegisterWord();
  const { nameOf } = useActivityName();
  const names = useCaptureNames();
  const answers = useQuery({
    queryKey: ['consents-of', props.person],
    queryFn: () => api<{ items: readonly Answer[]; noes: readonly No[] }>(`/api/v1/persons/${props.person}/consents`),
  });
  const notice = ({ notice: code, noticeVersion: version }: Answer) =>
    code === null || version === null ? (
      '—'
    ) : (
      <a href={`/n/${code}/${version}`}>{names.version(`${code}/${version}`)}</a>
    );
  return (
    <Panel title={t('notices')}>
      <QueryState query={answers} rows={2}>
        {(data) => (
          <>
            {data.items.length === 0 ? (
              <p className="muted">{t('noNotices')}</p>
            ) : (
              <SimpleTable
                rows={data.items}
                rowKey={(row) => `${row.activity}/${row.channel ?? ''}`}
                columns={[
                  {
                    title: t('activity'),
                    render: (_, row) => (
                      <>
                        {nameOf(row.activity)}
                        {row.channel === null ? '' : ` · ${word('channel', row.channel)}`}
                      </>
                    ),
                  },
                  { title: t('answer'), render: (_, row) => t(`answer.${row.state}`) },
                  { title: t('at'), render: (_, row) => <When at={row.at} /> },
                  { title: t('notice'), render: (_, row) => notice(row) },
                ]}
              />
            )}
            {data.noes.length === 0 ? null : <Noes noes={data.noes} />}
          </>
        )}
      </QueryState>
    </Panel>
  );
}

// They outweigh the answers above: a yes to SMS that was answered with R later still stands there as a yes.
function Noes(props: { noes: readonly No[] }) {
  const { t } = useText(profileText);
  const ways = useText(noesText);
  const word = useRegisterWord();
  const wayOf = (way: string): string =>
    `way.${way}` in noesText ? ways.t(`way.${way}` as keyof typeof noesText) : way;
  return (
    <>
      <h3 className="after-list">{t('noes')}</h3>
      <SimpleTable
        rows={props.noes}
        rowKey={(row) => `${row.receipt}/${row.channel ?? ''}`}
        columns={[
          {
            title: t('item'),
            render: (_, row) => (
              <>
                {t(`act.${row.kind}`)} · {row.channel === null ? t('everyChannel') : word('channel', row.channel)}
              </>
            ),
          },
          { title: t('saidBy'), render: (_, row) => wayOf(row.through) },
          { title: t('at'), render: (_, row) => <When at={row.at} /> },
          { title: t('receiptOf'), render: (_, row) => <Copyable text={row.receipt} short={13} /> },
        ]}
      />
    </>
  );
}
