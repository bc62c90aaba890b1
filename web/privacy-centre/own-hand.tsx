import { type FormEvent, useState } from 'react';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';
import { useAction } from './action.ts';
import { type Collected, centreApi } from './centre-api.ts';

/** Correcting and deleting one value by the person's own hand; what is done holds at once, with its receipt. */
export function OwnHand(props: { item: Collected; field: string; onDone: (receipt: string) => void }) {
  const { t, pick } = useText(centreText);
  const action = useAction();
  const [asking, setAsking] = useState<'correct' | 'delete' | null>(null);
  const [value, setValue] = useState('');
  const { item, field, onDone } = props;
  // It decides what is permitted to do with the person, so it is corrected and never taken away by itself.
  const isBirth = field === 'birth_date';
  const correct = (event: FormEvent): void => {
    event.preventDefault();
    void action.run(async () => onDone((await centreApi.correct(field, value)).receipt));
  };
  const remove = (): void => void action.run(async () => onDone((await centreApi.remove(field)).receipt));
  const close = (): void => setAsking(null);
  return (
    <>
      {action.error === null ? null : (
        <div className="error-bar" role="alert">
          {action.error}
        </div>
      )}
      {asking === null ? (
        <>
          <button
            type="button"
            className="plain"
            aria-label={`${t('field.correct')} ${pick(item.name)}`}
            onClick={() => setAsking('correct')}
          >
            {t('field.correct')}
          </button>
          {isBirth ? null : (
            <button
              type="button"
              className="plain"
              aria-label={`${t('field.delete')} ${pick(item.name)}`}
              onClick={() => setAsking('delete')}
            >
              {t('field.delete')}
            </button>
          )}
        </>
      ) : null}
      {asking === 'correct' ? (
        <form onSubmit={correct}>
          <label>
            {t('field.rightValue', { name: pick(item.name) })}
            <input
              type={isBirth ? 'date' : 'text'}
              {...(isBirth ? { min: '1900-01-01' } : {})}
              value={value}
              required
              maxLength={1000}
              autoComplete="off"
              onChange={(event) => setValue(event.target.value)}
            />
          </label>
          <p className="muted">{t(isBirth ? 'field.birthNote' : 'field.correctNote')}</p>
          <div className="actions">
            <button type="submit" disabled={action.busy || value.trim() === ''}>
              {t('field.correctDo')}
            </button>
            <button type="button" onClick={close}>
              {t('field.keep')}
            </button>
          </div>
        </form>
      ) : null}
      {asking === 'delete' ? (
        <>
          <p className="muted">{t('field.deleteNote')}</p>
          <div className="actions">
            <button type="button" className="danger" disabled={action.busy} onClick={remove}>
              {t('field.deleteDo')}
            </button>
            <button type="button" onClick={close}>
              {t('field.keep')}
            </button>
          </div>
        </>
      ) : null}
    </>
  );
}
