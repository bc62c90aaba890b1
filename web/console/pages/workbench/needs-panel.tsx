import { RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { api } from '../../../ui/api.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { workbenchText } from '../../../ui/i18n/workbench.ts';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { ErrorState } from '../../parts/query-state.tsx';
import { useMay } from '../../session.ts';
import type { Activity } from '../activities/activity.ts';
import type { ImportRow } from '../imports/import.ts';
import { type NightlyFiles, needsALook } from '../imports/nightly-files.ts';
import type { KeyState } from '../keys/key-state.ts';
import type { Notice } from '../notices/notice.ts';
import { type Receiver, stateOf } from '../outbox/receiver.ts';
import type { BulkAlert } from '../vault/alerts.tsx';

interface Need {
  readonly key: string;
  readonly text: string;
  readonly to: string;
  readonly open?: string;
  /** Waits, and is not late; otherwise something is wrong. */
  readonly waits?: boolean;
}

/** What waits for the reader: failed imports, dead work, activities that may not run, notices that are not published. */
export function NeedsPanel() {
  const { t } = useText(workbenchText);
  const { pending, failed, needs } = useNeeds();
  const note = needs.length === 0 ? t('needsNone') : t('needsNote', { count: needs.length });
  return (
    <Panel title={t('needs')} {...(pending || failed !== undefined ? {} : { note })}>
      {pending ? <Skeleton active paragraph={{ rows: 3 }} title={false} /> : null}
      {failed === undefined ? null : <ErrorState error={failed.error} onRetry={failed.retry} />}
      <ul className="needs">
        {needs.map((need) => (
          <li key={need.key}>
            <PageLink to={need.to} open={need.open}>
              <StateTag tone={need.waits === true ? 'wait' : 'bad'}>{need.text}</StateTag>
              <RightOutlined aria-hidden />
            </PageLink>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

interface UnreadReplies {
  readonly unread: number;
  readonly readBy: string | null;
  readonly overdue: boolean;
}

// What is late first; each with the earliest day by which it should have been, or should be, read.
function needsOfReplies(
  replies: readonly UnreadReplies[],
  t: (word: 'needReplies' | 'needOverdueReplies', values: { count: number; day: string }) => string,
): Need[] {
  return ([true, false] as const).flatMap((overdue) => {
    const waiting = replies.filter((row) => row.unread > 0 && row.overdue === overdue);
    const [day] = waiting.flatMap(({ readBy }) => readBy ?? []).toSorted();
    if (day === undefined) return [];
    const count = waiting.reduce((sum, { unread }) => sum + unread, 0);
    const word = overdue ? 'needOverdueReplies' : 'needReplies';
    return [{ key: word, text: t(word, { count, day }), to: '/sends', waits: !overdue }];
  });
}

interface Needs {
  readonly pending: boolean;
  /** What could not be asked: then nobody may say that nothing waits. */
  readonly failed?: { readonly error: Error; readonly retry: () => void };
  readonly needs: readonly Need[];
}

function useNeeds(): Needs {
  const { t, pick } = useText(workbenchText);
  const may = useMay();
  const items = <T,>(path: string, permission: string) => ({
    queryKey: ['needs', path],
    queryFn: async () => (await api<{ items: readonly T[] }>(path)).items,
    enabled: may(permission),
    refetchInterval: 15_000,
  });
  const imports = useQuery(items<ImportRow>('/api/v1/imports?limit=50', 'customers.read-import'));
  const jobs = useQuery(items<unknown>('/api/v1/operations/dead-jobs', 'operations.read'));
  const activities = useQuery(items<Activity>('/api/v1/activities', 'register.read'));
  const alerts = useQuery(items<BulkAlert>('/api/v1/vault/alerts', 'vault.read-reveals'));
  const notices = useQuery(items<Notice>('/api/v1/notices', 'register.read'));
  const nightly = useQuery(items<NightlyFiles>('/api/v1/nightly-files', 'customers.read-source'));
  const receivers = useQuery(items<Receiver>('/api/v1/receivers', 'customers.read-receiver'));
  const conflicts = useQuery(items<unknown>('/api/v1/identity/quarantine', 'customers.rule-identity'));
  const replies = useQuery(items<UnreadReplies>('/api/v1/replies', 'engagement.send'));
  const keys = useQuery({
    queryKey: ['needs', 'keys'],
    queryFn: () => api<KeyState>('/api/v1/vault/keys'),
    enabled: may('vault.read-keys'),
    refetchInterval: 15_000,
  });
  const counted = [
    ['needAlerts', (alerts.data ?? []).filter((row) => row.reviewedAt === null).length, '/reveals'],
    ['needSealed', keys.data?.sealed === true ? 1 : 0, '/keys'],
    ['needAlarms', (keys.data?.alarms ?? []).reduce((sum, { count }) => sum + count, 0), '/keys'],
    ['needImports', (imports.data ?? []).filter((row) => row.status === 'failed').length, '/imports'],
    ['needNightly', (nightly.data ?? []).filter(needsALook).length, '/imports'],
    ['needOutbox', (receivers.data ?? []).filter((each) => stateOf(each) === 'failing').length, '/outbox'],
    ['needRulings', conflicts.data?.length ?? 0, '/identity'],
    ['needJobs', jobs.data?.length ?? 0, '/jobs'],
  ] as const;
  const needs: Need[] = counted
    .filter(([, count]) => count > 0)
    .map(([word, count, to]) => ({ key: word, text: t(word, { count }), to }));
  needs.push(...needsOfReplies(replies.data ?? [], t));
  // On a fresh install nothing is told yet, and what is missing is one thing: the first notice.
  const fresh = notices.data?.every((each) => each.versions.length === 0) ?? false;
  if (fresh && may('register.write')) {
    const draft = notices.data?.[0]?.code;
    const open = draft === undefined ? {} : { open: draft };
    needs.push({ key: 'first notice', text: t('needFirstNotice'), to: '/notices', ...open });
  }
  for (const each of activities.data ?? []) {
    const first = each.obstacles[0];
    if (first === undefined || (fresh && (each.builtIn || first.code === 'register.not-published'))) continue;
    const text = t('needActivities', { name: pick(each.name), reason: pick(first) });
    needs.push({ key: `activity ${each.code}`, text, to: '/activities', open: each.code });
  }
  for (const each of notices.data ?? [])
    if (!fresh && each.versions.length === 0)
      needs.push({
        key: `notice ${each.code}`,
        text: t('needNotice', { name: pick(each.title) }),
        to: '/notices',
        open: each.code,
      });
  const asked = [imports, jobs, activities, alerts, notices, nightly, receivers, conflicts, replies, keys];
  const error = asked.find((query) => query.isError)?.error;
  const retry = () => {
    for (const query of asked.filter(({ isError }) => isError)) void query.refetch();
  };
  return {
    pending: asked.some((query) => query.isLoading),
    ...(error == null ? {} : { failed: { error, retry } }),
    needs,
  };
}
