import { useEffect, useState } from 'react';
import { atTheBeginning } from '../ui/begin-here.ts';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';
import { useAction } from './action.ts';
import { centreApi, type Overview } from './centre-api.ts';
import { DoorHead } from './door-head.tsx';
import { useWaitingNo } from './waiting-no.ts';

const DOORS = ['consents', 'fields', 'uses', 'requests'] as const;

// Whoever comes back home stands at the door that they left by.
let leftBy: (typeof DOORS)[number] | undefined;

/** One sentence, one big switch, four doors. */
export function Home(props: { overview: Overview; onChanged: () => Promise<void> }) {
  const { t, pick } = useText(centreText);
  const leave = async (): Promise<void> => {
    await centreApi.leave();
    window.location.assign('/me/');
  };
  useEffect(() => {
    if (leftBy !== undefined && atTheBeginning())
      document.getElementById(`door-${leftBy}`)?.focus({ preventScroll: true });
    leftBy = undefined;
  }, []);
  const enter = (door: (typeof DOORS)[number]): void => {
    leftBy = door;
    window.location.assign(`#${door}`);
  };
  return (
    <>
      <DoorHead title={t('title')} home />
      <p className="muted">{t('lead', { handler: pick(props.overview.handler.name) })}</p>
      <StopSwitch overview={props.overview} onChanged={props.onChanged} />
      <ul className="doors">
        {DOORS.map((door) => (
          <li key={door}>
            <button type="button" id={`door-${door}`} className="door" onClick={() => enter(door)}>
              <span>
                <strong>{t(`door.${door}`)}</strong>
                <span className="muted">{t(`door.${door}.note`)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="plain" onClick={() => void leave()}>
        {t('signOut')}
      </button>
    </>
  );
}

/** Stopping all marketing takes two taps: the switch and its confirmation. */
function StopSwitch(props: { overview: Overview; onChanged: () => Promise<void> }) {
  const { t, pick, list } = useText(centreText);
  const action = useAction();
  const [asking, setAsking] = useState(false);
  const [receipt, setReceipt] = useState<string | null>(null);
  // The receipt says that it is in force; the page must not say otherwise while it reads itself anew.
  const marketing = receipt === null ? props.overview.marketing : 'stopped';
  const no = useWaitingNo('stop', async () => {
    const answer = await centreApi.object('unsubscribe');
    setReceipt(answer.receipt);
    setAsking(false);
    await props.onChanged();
  });
  const stop = (): void => void action.run(no.say);
  return (
    <section className="block stop" data-on={marketing === 'receiving'}>
      <h2>{t(marketing === 'receiving' ? 'stop.on' : marketing === 'stopped' ? 'stop.off' : 'stop.none')}</h2>
      {marketing === 'receiving' && props.overview.stops.length > 0 ? (
        <p>
          {t('stop.some', {
            channels: list(props.overview.stops.flatMap((stop) => (stop.channel === null ? [] : [pick(stop.channel)]))),
          })}
        </p>
      ) : null}
      {receipt === null ? null : (
        <div className="notice-bar" role="status">
          {t('stop.done')} <span className="id">{t('receiptOnly', { id: receipt })}</span>
        </div>
      )}
      {no.waits ? (
        <div className="error-bar" role="alert">
          {t('waiting')}
        </div>
      ) : null}
      {action.error === null ? null : (
        <div className="error-bar" role="alert">
          {action.error}
        </div>
      )}
      {marketing !== 'receiving' ? null : asking ? (
        <div className="actions">
          <button type="button" className="danger" disabled={action.busy} onClick={stop}>
            {t('stop.confirm')}
          </button>
          <button type="button" onClick={() => setAsking(false)}>
            {t('stop.keep')}
          </button>
        </div>
      ) : (
        <p>
          <button type="button" className="primary" onClick={() => setAsking(true)}>
            {t('stop.button')}
          </button>
        </p>
      )}
    </section>
  );
}
