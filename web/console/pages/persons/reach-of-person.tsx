import { useQuery } from '@tanstack/react-query';
import { api } from '../../../ui/api.ts';
import { personsText } from '../../../ui/i18n/persons.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { type Verdict, VerdictChip } from '../../parts/verdict-chip.tsx';

interface ActivityRow {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly commercial: boolean;
  readonly channels: readonly string[];
}

interface Line {
  readonly key: string;
  readonly name: ActivityRow['name'];
  readonly channel: string;
  readonly verdict: Verdict;
}

/** The verdict chip for each commercial activity and channel; asking records nothing. */
export function ReachOfPerson(props: { person: string }) {
  const { t, pick } = useText(personsText);
  const words = useText(segmentsText);
  const lines = useQuery({ queryKey: ['reach-of', props.person], queryFn: () => decideAll(props.person) });
  const channelName = (channel: string): string =>
    channel === 'sms' || channel === 'email' ? words.t(`channel.${channel}`) : channel;
  return (
    <Panel title={t('may')}>
      <QueryState query={lines} rows={2}>
        {(data) => (
          <dl className="facts">
            {data.map((line) => (
              <div key={line.key} style={{ display: 'contents' }}>
                <dt>
                  {pick(line.name)} · {channelName(line.channel)}
                </dt>
                <dd>
                  <VerdictChip verdict={line.verdict} />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </QueryState>
    </Panel>
  );
}

async function decideAll(person: string): Promise<Line[]> {
  const activities = await api<{ items: readonly ActivityRow[] }>('/api/v1/activities');
  const asked = activities.items
    .filter((activity) => activity.commercial)
    .flatMap((activity) => activity.channels.map((channel) => ({ activity, channel })));
  return Promise.all(
    asked.map(async ({ activity, channel }) => ({
      key: `${activity.code}/${channel}`,
      name: activity.name,
      channel,
      verdict: await api<Verdict>('/api/v1/decisions', {
        method: 'POST',
        body: {
          person,
          activity: activity.code,
          operation: 'use',
          channel,
          message: { senderIdentity: true, optOutIncluded: true },
        },
      }),
    })),
  );
}
