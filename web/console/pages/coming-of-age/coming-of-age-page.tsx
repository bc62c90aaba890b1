import { Select } from 'antd';
import { useState } from 'react';
import { formatCount } from '../../../ui/format.ts';
import { comingOfAgeText } from '../../../ui/i18n/coming-of-age.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState, PageHead, StateTag } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useCaptureNames } from '../../parts/use-capture-names.ts';
import { useItems } from '../../parts/use-items.ts';
import { useRegisterWord } from '../activities/activity.ts';

/** A question that falls due because somebody comes of age. */
interface Question {
  readonly person: string;
  readonly activity: string;
  readonly channel: string | null;
  readonly turns: 14 | 18;
  /** The month of the birthday, never the day. */
  readonly month: string;
  readonly due: boolean;
  /** Where they were met last, for example "form:school". */
  readonly surface: string | null;
}

const WINDOWS = [30, 90, 360];

/** 到龄名单: whom to ask themselves because they turn 14 or 18, what, and where. */
export function Page() {
  const { t } = useText(comingOfAgeText);
  const frame = useText(shell);
  const word = useRegisterWord();
  const { nameOf } = useActivityName();
  const [days, setDays] = useState(90);
  const list = useItems<Question>(`/api/v1/coming-of-age?days=${days}`);
  const window = (
    <Select
      aria-label={t('window')}
      style={{ width: 130 }}
      value={days}
      onChange={setDays}
      options={WINDOWS.map((value) => ({ value, label: t('days', { days: value }) }))}
    />
  );
  return (
    <>
      <PageHead title={frame.t('page.comingOfAge')} purpose={t('purpose')} actions={window} />
      {list.rows.length === 0 ? null : <Summary rows={list.rows} days={days} />}
      <DataTable
        list={list}
        rowKey={(row) => `${row.person} ${row.activity} ${row.channel} ${row.turns}`}
        empty={<EmptyState title={t('emptyTitle')} text={t('emptyText')} />}
        columns={[
          {
            title: t('when'),
            render: (_, row) => <StateTag tone={row.due ? 'bad' : 'wait'}>{row.due ? t('due') : row.month}</StateTag>,
          },
          { title: t('turns'), render: (_, row) => t('age', { age: row.turns }) },
          { title: t('person'), render: (_, row) => <Who person={row.person} /> },
          {
            title: t('activity'),
            className: 'wrap',
            render: (_, row) => (
              <>
                {nameOf(row.activity)}
                {row.channel === null ? null : <div className="muted">{word('channel', row.channel)}</div>}
              </>
            ),
          },
          { title: t('where'), render: (_, row) => <Where surface={row.surface} /> },
          {
            title: t('state'),
            className: 'wrap',
            render: (_, row) => (
              <>
                {t(`state.${row.turns}.${row.due ? 'due' : 'wait'}`)}
                <div>→ {t(row.due ? `step.${row.turns}` : 'step.wait')}</div>
                <div className="muted">{t(`law.${row.turns}`)}</div>
              </>
            ),
          },
        ]}
      />
    </>
  );
}

function Summary(props: { rows: readonly Question[]; days: number }) {
  const { t } = useText(comingOfAgeText);
  const due = props.rows.filter((row) => row.due);
  const people = new Set(due.map((row) => row.person)).size;
  return (
    <p className="panel-note">
      {t('summary', {
        due: formatCount(due.length),
        people: formatCount(people),
        coming: formatCount(props.rows.length - due.length),
        days: props.days,
      })}
    </p>
  );
}

// The number alone; who it is stands behind it, masked.
function Who(props: { person: string }) {
  return (
    <PageLink to="/persons" open={props.person}>
      <span className="mono">{props.person.slice(0, 13)}…</span>
    </PageLink>
  );
}

/** A form can be opened; other touchpoints are told by their name. */
function Where(props: { surface: string | null }) {
  const { t } = useText(comingOfAgeText);
  const names = useCaptureNames();
  if (props.surface === null) return <>{t('nowhere')}</>;
  const name = names.touchpoint(props.surface);
  const [kind, code] = props.surface.split(':');
  if (kind === 'site' || code === undefined) return <>{name}</>;
  return (
    <PageLink to="/forms" open={code}>
      {name}
    </PageLink>
  );
}
