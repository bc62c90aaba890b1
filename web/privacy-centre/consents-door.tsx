import { useState } from 'react';
import { formatTime } from '../ui/format.ts';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';
import { useAction } from './action.ts';
import { type ActivityChoice, centreApi, type Overview } from './centre-api.ts';
import { DoorHead } from './door-head.tsx';

/** 我同意了什么: every activity in the words of its notice, with its withdrawal beside it. */
export function ConsentsDoor(props: { overview: Overview; onChanged: () => Promise<void> }) {
  const { t } = useText(centreText);
  const { activities, marketing } = props.overview;
  const asked = activities.filter((activity) => activity.state !== 'notNeeded');
  const others = activities.filter((activity) => activity.state === 'notNeeded');
  return (
    <>
      <DoorHead title={t('door.consents')} />
      {marketing === 'stopped' && asked.some((activity) => activity.canWithdraw) ? (
        <div className="notice-bar">{t('consent.stopped')}</div>
      ) : null}
      <div className="block">
        {asked.length === 0 ? <p>{t('consent.empty')}</p> : null}
        {asked.map((activity) => (
          <Choice key={activity.code} activity={activity} onChanged={props.onChanged} />
        ))}
      </div>
      {others.length === 0 ? null : (
        <details className="block">
          <summary>{t('consent.others', { count: others.length })}</summary>
          {others.map((activity) => (
            <Choice key={activity.code} activity={activity} onChanged={props.onChanged} />
          ))}
        </details>
      )}
    </>
  );
}

function Choice(props: { activity: ActivityChoice; onChanged: () => Promise<void> }) {
  const { t, pick } = useText(centreText);
  const action = useAction();
  const [asking, setAsking] = useState(false);
  const [receipt, setReceipt] = useState<string | null>(null);
  const { activity } = props;
  const withdraw = (): void =>
    void action.run(async () => {
      setReceipt((await centreApi.withdraw(activity.code)).receipt);
      setAsking(false);
      await props.onChanged();
    });
  return (
    <div className="row">
      <div className="row-head">
        <strong>{pick(activity.name)}</strong>
        <span className={`state-${activity.state}`}>{t(`consent.${activity.state}`)}</span>
      </div>
      <p className="muted">{pick(activity.purpose)}</p>
      <p className="muted">
        {t('consent.basis', { basis: pick(activity.basis) })}
        {activity.since === null ? null : ` · ${t('consent.since', { time: formatTime(activity.since) })}`}
      </p>
      {receipt === null ? null : (
        <div className="notice-bar" role="status">
          {t('receipt', { id: receipt })}
        </div>
      )}
      {action.error === null ? null : (
        <div className="error-bar" role="alert">
          {action.error}
        </div>
      )}
      {asking ? <p>{t('consent.sure')}</p> : null}
      <div className="actions">
        {!activity.canWithdraw ? null : asking ? (
          <>
            <button type="button" className="danger" disabled={action.busy} onClick={withdraw}>
              {t('consent.confirm')}
            </button>
            <button type="button" onClick={() => setAsking(false)}>
              {t('consent.keep')}
            </button>
          </>
        ) : (
          <button type="button" onClick={() => setAsking(true)}>
            {t('consent.withdraw')}
          </button>
        )}
        {activity.noticeUrl === null ? null : (
          <a className="button" href={activity.noticeUrl}>
            {t('consent.notice')}
          </a>
        )}
      </div>
    </div>
  );
}
