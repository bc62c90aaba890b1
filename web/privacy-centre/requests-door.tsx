import { useState } from 'react';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';
import { useAction } from './action.ts';
import { centreApi, type Overview } from './centre-api.ts';
import { DoorHead } from './door-head.tsx';
import { useWaitingNo } from './waiting-no.ts';

/** 我要……: a copy with its evidence, restriction, personalisation off, and whom to ask for the rest. */
export function RequestsDoor(props: { overview: Overview }) {
  const { t, pick } = useText(centreText);
  return (
    <>
      <DoorHead title={t('door.requests')} />
      <CopyRequest />
      <Objection kind="personalisation" />
      <Objection kind="restrict" />
      <section className="block">
        <h2>{t('request.contact')}</h2>
        <p className="muted">{t('request.contact.note')}</p>
        <p>{pick(props.overview.handler.contact)}</p>
      </section>
    </>
  );
}

function CopyRequest() {
  const { t } = useText(centreText);
  const action = useAction();
  const [urls, setUrls] = useState<readonly string[] | null>(null);
  const make = (): void => void action.run(async () => setUrls((await centreApi.bundle()).urls));
  return (
    <section className="block">
      <h2>{t('request.copy')}</h2>
      <p className="muted">{t('request.copy.note')}</p>
      {action.error === null ? null : (
        <div className="error-bar" role="alert">
          {action.error}
        </div>
      )}
      {urls === null ? (
        <button type="button" disabled={action.busy} onClick={make}>
          {t('request.copy.button')}
        </button>
      ) : (
        <>
          {urls.map((url) => (
            <BundleLink key={url} url={url} />
          ))}
          <p className="muted">
            <a href="/verify">{t('request.copy.verify')}</a>
          </p>
        </>
      )}
    </section>
  );
}

// WeChat's webview downloads nothing, so there the link itself is what is handed over.
function BundleLink(props: { url: string }) {
  const { t } = useText(centreText);
  const [copied, setCopied] = useState(false);
  const address = new URL(props.url, window.location.origin).href;
  if (!/MicroMessenger/i.test(navigator.userAgent))
    return (
      <a className="button" href={props.url}>
        {t('request.copy.link')}
      </a>
    );
  const copy = (): void => void navigator.clipboard?.writeText(address).then(() => setCopied(true));
  return (
    <>
      <p className="muted">{t('request.copy.wechat')}</p>
      <p className="id address">{address}</p>
      <button type="button" onClick={copy}>
        {t(copied ? 'request.copy.copied' : 'request.copy.copy')}
      </button>
    </>
  );
}

function Objection(props: { kind: 'restrict' | 'personalisation' }) {
  const { t } = useText(centreText);
  const action = useAction();
  const [receipt, setReceipt] = useState<string | null>(null);
  const no = useWaitingNo(props.kind, async () => setReceipt((await centreApi.object(props.kind)).receipt));
  const object = (): void => void action.run(no.say);
  return (
    <section className="block">
      <h2>{t(`request.${props.kind}`)}</h2>
      <p className="muted">{t(`request.${props.kind}.note`)}</p>
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
      {receipt === null ? (
        <button type="button" disabled={action.busy} onClick={object}>
          {t(`request.${props.kind}.do`)}
        </button>
      ) : (
        <div className="notice-bar" role="status">
          {t('request.done', { id: receipt })}
        </div>
      )}
    </section>
  );
}
