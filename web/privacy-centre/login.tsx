import { type FormEvent, useEffect, useRef, useState } from 'react';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';
import { useAction } from './action.ts';
import { centreApi } from './centre-api.ts';
import { DoorHead } from './door-head.tsx';
import { forgetNoes } from './waiting-no.ts';

type Channel = 'sms' | 'email';

/** Login by a code to the phone or the mailbox. The answer never tells whether the address is known. */
export function Login(props: { onEntered: () => Promise<void> }) {
  const { t } = useText(centreText);
  const [challenge, setChallenge] = useState<string | null>(null);
  useEffect(forgetNoes, []);
  return (
    <>
      <DoorHead title={t('title')} home />
      {challenge === null ? (
        <AddressForm onSent={setChallenge} />
      ) : (
        <CodeForm challenge={challenge} onAgain={() => setChallenge(null)} onEntered={props.onEntered} />
      )}
    </>
  );
}

function AddressForm(props: { onSent: (challenge: string) => void }) {
  const { t } = useText(centreText);
  const action = useAction();
  const [channel, setChannel] = useState<Channel>('sms');
  const [address, setAddress] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void action.run(async () => props.onSent((await centreApi.login(channel, address)).challenge));
  };
  return (
    <form className="block" onSubmit={submit}>
      <p className="muted">{t('login.lead')}</p>
      <div className="choice">
        {(['sms', 'email'] as const).map((option) => (
          <button key={option} type="button" aria-pressed={channel === option} onClick={() => setChannel(option)}>
            {t(`login.${option}`)}
          </button>
        ))}
      </div>
      <label htmlFor="address">{t(`login.${channel}`)}</label>
      <input
        id="address"
        required
        type={channel === 'sms' ? 'tel' : 'email'}
        autoComplete={channel === 'sms' ? 'tel' : 'email'}
        value={address}
        onChange={(event) => setAddress(event.target.value)}
      />
      {action.error === null ? null : (
        <div className="error-bar" role="alert">
          {action.error}
        </div>
      )}
      <p>
        <button type="submit" className="primary" disabled={action.busy}>
          {t('login.send')}
        </button>
      </p>
    </form>
  );
}

function CodeForm(props: { challenge: string; onAgain: () => void; onEntered: () => Promise<void> }) {
  const { t } = useText(centreText);
  const action = useAction();
  const [code, setCode] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await centreApi.enter(props.challenge, code);
      await props.onEntered();
    });
  };
  return (
    <form className="block" onSubmit={submit}>
      <p role="status">{t('login.sent')}</p>
      <label htmlFor="code">{t('login.code')}</label>
      <input
        id="code"
        ref={input}
        required
        inputMode="numeric"
        pattern="[0-9]{6}"
        maxLength={6}
        autoComplete="one-time-code"
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      {action.error === null ? null : (
        <div className="error-bar" role="alert">
          {action.error}
        </div>
      )}
      <p>
        <button type="submit" className="primary" disabled={action.busy}>
          {t('login.enter')}
        </button>
      </p>
      <button type="button" className="plain" onClick={props.onAgain}>
        {t('login.again')}
      </button>
    </form>
  );
}
