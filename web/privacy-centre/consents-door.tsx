import { useState } from 'react';
import { formatTime } from '../ui/format.ts';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';
import { useAction } from './action.ts';
import { type ActivityChoice, centreApi, type Overview, type Question } from './centre-api.ts';
import { ChildrenBlock } from './children-block.tsx';
import { DoorHead } from './door-head.tsx';
import { useWaitingNo } from './waiting-no.ts';

/** 我同意了什么: every activity in the words of its notice, with one switch each, and the notices that were shown. */
export function ConsentsDoor(props: { overview: Overview; onChanged: () => Promise<void> }) {
  const { t } = useText(centreText);
  const { activities, marketing, notices } = props.overview;
  const asked = activities.filter((activity) => activity.state !== 'notNeeded');
  const others = activities.filter((activity) => activity.state === 'notNeeded');
  return (
    <>
      <DoorHead title={t('door.consents')} />
      {marketing === 'stopped' && asked.some((activity) => activity.canWithdraw) ? (
        <div className="notice-bar">{t('consent.stopped')}</div>
      ) : null}
      <Stops stops={props.overview.stops} />
      <p className="muted">{t('consent.lead')}</p>
      <div className="block">
        {asked.length === 0 ? <p>{t('consent.empty')}</p> : null}
        {asked.map((activity) => (
          <Choice key={activity.code} activity={activity} onChanged={props.onChanged} />
        ))}
      </div>
      <ChildrenBlock />
      <ShownNotices notices={notices} />
      {others.length === 0 ? null : (
        <details className="block">
          <summary>{t('consent.others', { count: others.length })}</summary>
          {others.map((activity) => (
            <Words key={activity.code} activity={activity} />
          ))}
        </details>
      )}
    </>
  );
}

// A no to one channel leaves the switch below on: what it stopped is told here, or the answer of an SMS would seem lost.
function Stops(props: { stops: Overview['stops'] }) {
  const { t, pick } = useText(centreText);
  if (props.stops.length === 0) return null;
  return (
    <section className="block">
      <h2>{t('stops')}</h2>
      <ul className="links">
        {props.stops.map(({ channel, at, through, receipt }) => (
          <li key={receipt}>
            <strong>{channel === null ? t('stops.all') : pick(channel)}</strong>
            <span className="muted">
              {t('consent.since', { time: formatTime(at) })}
              {through === null ? null : ` · ${t('stops.through', { through: pick(through) })}`}
            </span>
            <span className="muted">{t('receiptOnly', { id: receipt })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ShownNotices(props: { notices: Overview['notices'] }) {
  const { t } = useText(centreText);
  if (props.notices.length === 0) return null;
  return (
    <section className="block">
      <h2>{t('notices')}</h2>
      <ul className="links">
        {props.notices.map(({ url, version, shownAt }) => (
          <li key={url}>
            <a href={url}>{t('notices.version', { version })}</a>
            <span className="muted">{t('notices.at', { time: formatTime(shownAt) })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

// What needs no consent is told, not switched.
function Words(props: { activity: ActivityChoice }) {
  const { t, pick } = useText(centreText);
  const { activity } = props;
  return (
    <div className="row">
      <strong>{pick(activity.name)}</strong>
      <p className="muted">{pick(activity.purpose)}</p>
      <p className="muted">{t('consent.basis', { basis: pick(activity.basis) })}</p>
    </div>
  );
}

/** Off is one tap and counts at once; on shows first what is agreed to. */
function Choice(props: { activity: ActivityChoice; onChanged: () => Promise<void> }) {
  const { t, pick, locale } = useText(centreText);
  const action = useAction();
  const [question, setQuestion] = useState<Question | null>(null);
  const [receipt, setReceipt] = useState<string | null>(null);
  const { activity } = props;
  const on = activity.canWithdraw;
  const act = (work: () => Promise<{ receipt: string }>): void =>
    void action.run(async () => {
      setReceipt((await work()).receipt);
      setQuestion(null);
      await props.onChanged();
    });
  const no = useWaitingNo(`withdraw:${activity.code}`, async () => {
    setReceipt((await centreApi.withdraw(activity.code)).receipt);
    setQuestion(null);
    await props.onChanged();
  });
  const flip = (): void => {
    if (on) void action.run(no.say);
    else
      void action.run(async () => {
        setReceipt(null);
        setQuestion(await centreApi.ask(activity.code, locale === 'en' ? 'en' : 'zh-CN'));
      });
  };
  return (
    <div className="row">
      <div className="row-switch">
        <strong id={`name-${activity.code}`}>{pick(activity.name)}</strong>
        {on || activity.canAgree ? (
          <button
            type="button"
            role="switch"
            className="switch"
            aria-checked={on}
            aria-labelledby={`name-${activity.code}`}
            disabled={action.busy}
            onClick={flip}
          >
            <i />
          </button>
        ) : null}
      </div>
      <p className="muted">{pick(activity.purpose)}</p>
      <p className="muted">
        <span className={`state-${activity.state}`}>{t(`consent.${activity.state}`)}</span>
        {activity.since === null ? null : ` · ${t('consent.since', { time: formatTime(activity.since) })}`}
      </p>
      {receipt === null ? null : (
        <div className="notice-bar" role="status">
          {t('receipt', { id: receipt })}
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
      {question === null ? null : (
        <Asking
          activity={activity}
          question={question}
          busy={action.busy}
          onAgree={() => act(() => centreApi.agree(activity.code, question.presentations))}
          onLeave={() => setQuestion(null)}
        />
      )}
      <p className="small-links">
        {activity.noticeUrl === null ? null : <a href={activity.noticeUrl}>{t('consent.notice')}</a>}
        {activity.receipt === null ? null : <a href={`/me/api/receipts/${activity.receipt}`}>{t('consent.receipt')}</a>}
      </p>
    </div>
  );
}

function Asking(props: {
  activity: ActivityChoice;
  question: Question;
  busy: boolean;
  onAgree: () => void;
  onLeave: () => void;
}) {
  const { t, pick } = useText(centreText);
  const { question } = props;
  return (
    <section className="asking" aria-label={t('consent.ask', { name: pick(props.activity.name) })}>
      <p>{t('consent.ask', { name: pick(props.activity.name) })}</p>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the server's own compiled notice, which is what the presentation binds */}
      <div className="short-notice" dangerouslySetInnerHTML={{ __html: pick(question.shortHtml) }} />
      <div className="actions two">
        <button type="button" disabled={props.busy} onClick={props.onLeave}>
          {t('consent.leave')}
        </button>
        <button type="button" disabled={props.busy} onClick={props.onAgree}>
          {t(question.separate ? 'consent.agreeSeparate' : 'consent.agree')}
        </button>
      </div>
    </section>
  );
}
