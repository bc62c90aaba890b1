import { useCallback, useState } from 'react';
import { formatCount, formatTime } from '../ui/format.ts';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';
import { useAction } from './action.ts';
import { type Collected, centreApi } from './centre-api.ts';
import { DoorHead } from './door-head.tsx';
import { FailedBlock } from './failed-block.tsx';
import { Loading } from './loading.tsx';
import { OwnHand } from './own-hand.tsx';
import { useResource } from './resource.ts';
import { TagsBlock } from './tags-block.tsx';

const WINDOWS = ['7', '30', '90', '180', '365', 'all'] as const;
type Window = (typeof WINDOWS)[number];

/** 你们存了我什么: the person's own 已收集个人信息清单, masked; a tap shows the value. */
export function FieldsDoor() {
  const { t, locale } = useText(centreText);
  const [days, setDays] = useState<Window>('all');
  const read = useCallback(() => centreApi.collected(days), [days]);
  const { resource, reload } = useResource(read);
  const [receipt, setReceipt] = useState<string | null>(null);
  return (
    <>
      <DoorHead title={t('door.fields')} />
      <div className="block">
        <label className="window">
          {t('collected.window')}{' '}
          <select value={days} onChange={(event) => setDays(event.target.value as Window)}>
            {WINDOWS.map((each) => (
              <option key={each} value={each}>
                {each === 'all' ? t('collected.all') : t('collected.days', { days: each })}
              </option>
            ))}
          </select>
        </label>
        <a className="plain-link" href={`/me/api/collected.xlsx?days=${days}&lang=${locale}`} download>
          {t('collected.download')}
        </a>
      </div>
      {resource.kind === 'loading' ? <Loading /> : null}
      {resource.kind === 'failed' ? <FailedBlock onRetry={reload} /> : null}
      {receipt === null ? null : (
        <div className="notice-bar" role="status">
          {t('field.done')} <span className="id">{t('receiptOnly', { id: receipt })}</span>
        </div>
      )}
      {resource.kind === 'ready' ? (
        <Groups
          items={resource.data.items}
          days={days}
          onDone={(id) => {
            setReceipt(id);
            reload();
          }}
        />
      ) : null}
      {/* The list above names tags too. */}
      <TagsBlock onDeleted={reload} />
    </>
  );
}

function Groups(props: { items: readonly Collected[]; days: Window; onDone: (receipt: string) => void }) {
  const { t, pick } = useText(centreText);
  const { items, days } = props;
  if (items.length === 0)
    return (
      <div className="block">
        <p>{t(days === 'all' ? 'field.empty' : 'collected.emptyWindow')}</p>
      </div>
    );
  const groups = [...new Map(items.map(({ group }) => [group.zh, group])).values()];
  return (
    <>
      {groups.map((group) => (
        <section key={group.zh} className="block" aria-label={pick(group)}>
          <h2 className="group-name">{pick(group)}</h2>
          {items
            .filter((item) => item.group.zh === group.zh)
            .map((item) => (
              <Row key={`${item.name.zh} ${item.content}`} item={item} onDone={props.onDone} />
            ))}
        </section>
      ))}
    </>
  );
}

function Row(props: { item: Collected; onDone: (receipt: string) => void }) {
  const { t, pick } = useText(centreText);
  const action = useAction();
  const [value, setValue] = useState<string | null>(null);
  const { item } = props;
  const { field } = item;
  const comma = pick({ zh: '、', en: ', ' });
  const show = (): void => {
    if (field !== null) void action.run(async () => setValue((await centreApi.show(field)).value));
  };
  return (
    <div className="row">
      <div className="row-head">
        <strong>{pick(item.name)}</strong>
        <span className="value">{value ?? item.content}</span>
      </div>
      {item.purposes.length === 0 ? null : (
        <p className="muted">{t('field.for', { activities: item.purposes.map(pick).join(comma) })}</p>
      )}
      {item.scenes.length === 0 ? null : (
        <p className="muted">{t('collected.scenes', { scenes: item.scenes.map(pick).join(comma) })}</p>
      )}
      <p className="muted">
        {t('collected.times', { count: formatCount(item.count), latest: formatTime(item.latest) })}
      </p>
      {action.error === null ? null : (
        <div className="error-bar" role="alert">
          {action.error}
        </div>
      )}
      {field === null ? null : (
        <button
          type="button"
          className="plain"
          aria-label={`${t(value === null ? 'field.show' : 'field.hide')} ${pick(item.name)}`}
          disabled={action.busy}
          onClick={value === null ? show : () => setValue(null)}
        >
          {t(value === null ? 'field.show' : 'field.hide')}
        </button>
      )}
      {field !== null && item.ownHand ? <OwnHand item={item} field={field} onDone={props.onDone} /> : null}
    </div>
  );
}
