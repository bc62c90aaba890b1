import { Button, DatePicker, Select, Space } from 'antd';
import { useState } from 'react';
import { formatMoney } from '../../../ui/format.ts';
import { correctionsText } from '../../../ui/i18n/corrections.ts';
import { profileText } from '../../../ui/i18n/profile.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useList } from '../../parts/use-list.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { useRegisterWord } from '../activities/activity.ts';
import { CorrectionDialog, type CorrectionWish } from './correction-dialog.tsx';
import { useEventName, useTraitName } from './known-values.tsx';
import type { TimelineEntry } from './profile.ts';
import { useSourceWord } from './use-source-word.ts';

const KINDS = ['all', 'event', 'consent', 'message', 'trait', 'origin'] as const;
const ACTS = ['granted', 'refused', 'withdrawn', 'unsubscribe', 'restrict', 'personalisation'] as const;
const STATES = [
  'reserved',
  'handing_off',
  'accepted',
  'rejected',
  'unknown',
  'refused_at_handoff',
  'stopped',
  'delivered',
  'undelivered',
] as const;

/** What a person did, said and was sent, newest first, by kind and period. */
export function Timeline(props: { person: string }) {
  const { t } = useText(profileText);
  const [kind, setKind] = useState<(typeof KINDS)[number]>('all');
  const [from, setFrom] = useState<string>();
  const [until, setUntil] = useState<string>();
  const query = new URLSearchParams();
  if (kind !== 'all') query.set('kind', kind);
  if (from !== undefined) query.set('from', `${from}T00:00:00+08:00`);
  if (until !== undefined) query.set('until', `${until}T23:59:59.999+08:00`);
  const filter = query.size === 0 ? '' : `?${query.toString()}`;
  const bad = from !== undefined && until !== undefined && from > until;
  return (
    <>
      <Space wrap style={{ marginBottom: 12 }}>
        <Select
          aria-label={t('kind')}
          value={kind}
          onChange={setKind}
          style={{ width: 150 }}
          options={KINDS.map((each) => ({ value: each, label: t(`kind.${each}`) }))}
        />
        <DatePicker aria-label={t('from')} placeholder={t('from')} onChange={(day) => setFrom(dayOf(day))} />
        <DatePicker aria-label={t('until')} placeholder={t('until')} onChange={(day) => setUntil(dayOf(day))} />
      </Space>
      {bad ? (
        <p role="alert">{t('badPeriod')}</p>
      ) : (
        <Entries path={`/api/v1/persons/${props.person}/timeline${filter}`} />
      )}
    </>
  );
}

function dayOf(day: { format(form: string): string } | null): string | undefined {
  return day?.format('YYYY-MM-DD');
}

function Entries(props: { path: string }) {
  const { t } = useText(profileText);
  const list = useList<TimelineEntry>(props.path, 30);
  const may = useMay();
  const eventName = useEventName();
  const [wish, setWish] = useState<CorrectionWish | null>(null);
  return (
    <>
      <DataTable
        list={list}
        rowKey={(row) => `${row.kind}/${row.id}`}
        empty={<p className="muted">{t('noEntries')}</p>}
        columns={[
          { title: t('at'), render: (_, row) => <When at={row.at} /> },
          { title: t('kind'), render: (_, row) => t(`kind.${row.kind}`) },
          { title: t('item'), className: 'wrap', render: (_, row) => <What entry={row} /> },
          { title: t('value'), className: 'wrap', render: (_, row) => <Detail entry={row} /> },
          ...(may('customers.correct-person')
            ? [{ title: '', render: (_: unknown, row: TimelineEntry) => <Correcting entry={row} onWish={setWish} /> }]
            : []),
        ]}
      />
      {wish === null ? null : (
        <CorrectionDialog
          wish={wish}
          name={'entry' in wish ? eventName(wish.entry.name) : ''}
          onClose={() => setWish(null)}
        />
      )}
    </>
  );
}

function Correcting(props: { entry: TimelineEntry; onWish: (wish: CorrectionWish) => void }) {
  const { t } = useText(correctionsText);
  const { entry, onWish } = props;
  if (entry.kind !== 'event') return null;
  const { record } = entry;
  return (
    <Space size={4}>
      <Button size="small" onClick={() => onWish({ kind: 'correct-event', record, entry })}>
        {t('correct')}
      </Button>
      <Button size="small" onClick={() => onWish({ kind: 'delete-event', record, entry })}>
        {t('remove')}
      </Button>
    </Space>
  );
}

function What(props: { entry: TimelineEntry }) {
  const { t } = useText(profileText);
  const word = useRegisterWord();
  const traitName = useTraitName();
  const eventName = useEventName();
  const sourceWord = useSourceWord();
  const { nameOf } = useActivityName();
  const { entry } = props;
  switch (entry.kind) {
    case 'event':
      return <>{eventName(entry.name)}</>;
    case 'consent': {
      const act = ACTS.find((name) => name === entry.name);
      const of = entry.activity === null ? '' : ` · ${nameOf(entry.activity)}`;
      const channel = entry.channel === null ? '' : ` · ${word('channel', entry.channel)}`;
      return <>{`${act === undefined ? entry.name : t(`act.${act}`)}${of}${channel}`}</>;
    }
    case 'message':
      return (
        <>{`${t('message', { channel: word('channel', entry.channel ?? 'none') })} · ${nameOf(entry.activity ?? '')}`}</>
      );
    case 'trait':
      return (
        <>
          {entry.value === null || entry.value === ''
            ? t('traitEnded', { trait: traitName(entry.name) })
            : t('traitSet', { trait: traitName(entry.name), value: entry.value })}
        </>
      );
    case 'origin':
      return <>{`${t('arrived')} · ${sourceWord(entry.name)} · ${nameOf(entry.activity ?? '')}`}</>;
  }
}

const MEMBERS = ['orderId', 'product', 'source', 'consentFlag'] as const;

function Detail(props: { entry: TimelineEntry }) {
  const { t } = useText(profileText);
  const memberName = (name: string): string => {
    const known = MEMBERS.find((each) => each === name);
    return known === undefined ? name : t(`member.${known}`);
  };
  const { entry } = props;
  const state = STATES.find((name) => name === entry.name);
  const parts = [
    entry.kind === 'message' ? (state === undefined ? entry.name : t(`state.${state}`)) : null,
    entry.quantity === null ? null : t('pieces', { count: entry.quantity }),
    entry.amountFen === null ? null : formatMoney(entry.amountFen),
    entry.kind === 'message' ? entry.value : null,
  ].filter((part) => part !== null);
  return (
    <>
      {parts.join(' · ')}
      {Object.entries(entry.properties ?? {}).map(([name, value]) => (
        <div key={name} className="masked">
          <span className="muted">{memberName(name)}</span> {value}
        </div>
      ))}
      {entry.receipt === null ? null : (
        <div>
          <Copyable text={entry.receipt} short={13} />
        </div>
      )}
    </>
  );
}
