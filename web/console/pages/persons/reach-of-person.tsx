import { useQuery } from '@tanstack/react-query';
import { api } from '../../../ui/api.ts';
import { profileText } from '../../../ui/i18n/profile.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { type Verdict, VerdictChip } from '../../parts/verdict-chip.tsx';
import { useRegisterWord } from '../activities/activity.ts';

interface ActivityRow {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly commercial: boolean;
  readonly channels: readonly string[];
  readonly operations: readonly string[];
}

interface Line {
  readonly key: string;
  readonly name: ActivityRow['name'];
  readonly channel: string;
  readonly verdict: Verdict;
}

/** The verdict chip for each activity and channel; asking records nothing. */
export function ReachOfPerson(props: { person: string }) {
  const { pick } = useText({});
  const word = useRegisterWord();
  const profile = useText(profileText);
  const lines = useQuery({ queryKey: ['reach-of', props.person], queryFn: () => decideAll(props.person) });
  return (
    <Panel title={profile.t('mayAll')} note={profile.t('mayAllNote')}>
      <QueryState query={lines} rows={2}>
        {(data) => (
          <dl className="facts">
            {data.map((line) => (
              <div key={line.key} style={{ display: 'contents' }}>
                <dt>
                  {pick(line.name)}
                  {line.channel === 'none' ? '' : ` · ${word('channel', line.channel)}`}
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
  const asked = activities.items.flatMap((activity) =>
    (activity.commercial ? activity.channels : ['none']).map((channel) => ({ activity, channel })),
  );
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
          operation: activity.operations.includes('use') ? 'use' : (activity.operations[0] ?? 'use'),
          channel,
          ...(channel === 'none' ? {} : { message: { senderIdentity: true, optOutIncluded: true } }),
        },
      }),
    })),
  );
}
