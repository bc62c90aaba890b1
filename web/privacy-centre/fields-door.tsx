import { useState } from 'react';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';
import { useAction } from './action.ts';
import { centreApi, type HeldField } from './centre-api.ts';
import { DoorHead } from './door-head.tsx';
import { FailedBlock } from './failed-block.tsx';
import { Loading } from './loading.tsx';
import { useResource } from './resource.ts';
import { TagsBlock } from './tags-block.tsx';

/** 你们存了我什么: masked, a tap shows the value. */
export function FieldsDoor() {
  const { t } = useText(centreText);
  const { resource, reload } = useResource(centreApi.fields);
  return (
    <>
      <DoorHead title={t('door.fields')} />
      {resource.kind === 'loading' ? <Loading /> : null}
      {resource.kind === 'failed' ? <FailedBlock onRetry={reload} /> : null}
      {resource.kind === 'ready' ? (
        <div className="block">
          {resource.data.items.length === 0 ? <p>{t('field.empty')}</p> : null}
          {resource.data.items.map((field) => (
            <Field key={field.field} field={field} />
          ))}
        </div>
      ) : null}
      <TagsBlock />
    </>
  );
}

function Field(props: { field: HeldField }) {
  const { t, pick } = useText(centreText);
  const action = useAction();
  const [value, setValue] = useState<string | null>(null);
  const { field } = props;
  const show = (): void => void action.run(async () => setValue((await centreApi.show(field.field)).value));
  return (
    <div className="row">
      <div className="row-head">
        <strong>{pick(field.label)}</strong>
        <span className="value">{value ?? field.masked}</span>
      </div>
      {field.activities.length === 0 ? null : (
        <p className="muted">{t('field.for', { activities: field.activities.map(pick).join('、') })}</p>
      )}
      {action.error === null ? null : (
        <div className="error-bar" role="alert">
          {action.error}
        </div>
      )}
      <button
        type="button"
        className="plain"
        disabled={action.busy}
        onClick={value === null ? show : () => setValue(null)}
      >
        {t(value === null ? 'field.show' : 'field.hide')}
      </button>
    </div>
  );
}
