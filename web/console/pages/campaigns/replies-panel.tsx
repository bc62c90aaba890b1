import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { campaignsText } from '../../../ui/i18n/campaigns.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useMay } from '../../session.ts';

const COUNTS = ['complaints', 'requests', 'questions', 'others', 'noes', 'unread'] as const;

interface ReplyDay extends Readonly<Record<(typeof COUNTS)[number], number>> {
  readonly day: string;
  readonly campaign: string | null;
  readonly name: string | null;
  readonly readBy: string | null;
  readonly overdue: boolean;
}

interface Replies {
  readonly at: string;
  readonly items: readonly ReplyDay[];
}

/** What came back by SMS, in counts, until somebody says that they read it where its words are. */
export function RepliesPanel() {
  const { t } = useText(campaignsText);
  const may = useMay();
  const queries = useQueryClient();
  const replies = useQuery({ queryKey: ['replies'], queryFn: () => api<Replies>('/api/v1/replies') });
  // What came in since this was looked at was not read with it.
  const mark = useMutation({
    mutationFn: (until: string) => api('/api/v1/replies/readings', { method: 'POST', body: { until } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['replies'] }),
  });
  const { at, items } = replies.data ?? { at: '', items: [] };
  const waiting = items.some(({ unread }) => unread > 0);
  return (
    <Panel
      title={t('replies')}
      {...(replies.isSuccess ? { note: t(items.length === 0 ? 'repliesNone' : 'repliesNote') } : {})}
      extra={
        waiting && may('engagement.send') ? (
          <Button loading={mark.isPending} onClick={() => mark.mutate(at)}>
            {t('markRead')}
          </Button>
        ) : null
      }
    >
      <ProblemAlert error={mark.error} />
      <QueryState query={replies} rows={1}>
        {() =>
          items.length === 0 ? null : (
            <SimpleTable
              rows={items}
              rowKey={(row) => `${row.day} ${row.campaign}`}
              columns={[
                { title: t('day'), dataIndex: 'day' },
                { title: t('readBy'), render: (_, row) => <ReadBy {...row} /> },
                { title: t('answersTo'), render: (_, row) => row.name ?? '—' },
                ...COUNTS.map((count) => ({
                  title: t(count === 'others' ? 'otherReplies' : count),
                  className: 'num',
                  render: (_: unknown, row: ReplyDay) =>
                    count === 'unread' && row.unread > 0 ? (
                      <strong>{formatCount(row.unread)}</strong>
                    ) : (
                      formatCount(row[count])
                    ),
                })),
              ]}
            />
          )
        }
      </QueryState>
    </Panel>
  );
}

function ReadBy(props: { readBy: string | null; overdue: boolean }) {
  const { t } = useText(campaignsText);
  const { readBy, overdue } = props;
  if (readBy === null) return <>—</>;
  return <StateTag tone={overdue ? 'bad' : 'wait'}>{overdue ? t('readOverdue', { day: readBy }) : readBy}</StateTag>;
}
