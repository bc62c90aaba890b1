import { useState } from 'react';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';
import { useAction } from './action.ts';
import { type ChildConsent, centreApi, type OwnChild } from './centre-api.ts';
import { useResource } from './resource.ts';
import { useWaitingNo } from './waiting-no.ts';

/** 我为孩子同意了什么: what a guardian agreed to for each child, with the rules that were shown; one tap takes it back. */
export function ChildrenBlock() {
  const { t } = useText(centreText);
  const { resource, reload } = useResource(centreApi.children);
  // Most people guard nobody here: then there is nothing to see.
  if (resource.kind !== 'ready' || resource.data.items.length === 0) return null;
  return (
    <section className="block" aria-labelledby="children">
      <h2 id="children">{t('children')}</h2>
      <p className="muted">{t('children.lead')}</p>
      {resource.data.items.map((child, index) => (
        <Child key={child.guardianship} child={child} place={index + 1} onChanged={reload} />
      ))}
    </section>
  );
}

function Child(props: { child: OwnChild; place: number; onChanged: () => void }) {
  const { t } = useText(centreText);
  const { child, place } = props;
  return (
    <>
      <h3>{t(child.kind === 'parent' ? 'children.parent' : 'children.guardian', { place })}</h3>
      {child.consents.length === 0 ? <p>{t('children.none')}</p> : null}
      {child.consents.map((consent) => (
        <Consent key={consent.activity} child={child} consent={consent} onChanged={props.onChanged} />
      ))}
    </>
  );
}

function Consent(props: { child: OwnChild; consent: ChildConsent; onChanged: () => void }) {
  const { t, pick } = useText(centreText);
  const action = useAction();
  const [receipt, setReceipt] = useState<string | null>(null);
  const { child, consent } = props;
  const no = useWaitingNo(`child:${child.guardianship}:${consent.activity}`, async () => {
    setReceipt((await centreApi.withdrawForChild(child.guardianship, consent.activity)).receipt);
  });
  const withdraw = (): void => void action.run(no.say);
  return (
    <div className="row">
      <strong>{pick(consent.name)}</strong>
      <p>{pick(consent.purpose)}</p>
      {consent.rulesUrl === null ? null : <a href={consent.rulesUrl}>{t('children.rules')}</a>}
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
        <button type="button" className="plain" disabled={action.busy} onClick={withdraw}>
          {t('children.withdraw')}
        </button>
      ) : (
        <p role="status">{t('children.done', { receipt })}</p>
      )}
    </div>
  );
}
