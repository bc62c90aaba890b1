import { Alert, type FormInstance } from 'antd';
import { ApiError } from '../../ui/api.ts';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { ErrorFoot, useErrorText } from './query-state.tsx';
import { useFieldErrors } from './use-field-errors.ts';

/** Why a form was refused: what belongs to a field stands at the field, the rest here. */
export function FormProblem<V>(props: { form: FormInstance<V>; error: Error | null }) {
  const rest = useFieldErrors(props.form, props.error);
  return props.error === null ? null : <Problem error={props.error} rest={rest} />;
}

function Problem(props: { error: Error; rest: ReadonlyArray<{ path: string; text: string }> }) {
  const { t } = useText(shell);
  const described = useErrorText(props.error);
  const { title, detail, fields } = described;
  const marked = props.error instanceof ApiError && fields.length > props.rest.length;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="block-alert"
      title={title}
      description={
        <>
          {detail === undefined ? null : <p>{detail}</p>}
          {marked ? <p>{t('error.marked')}</p> : null}
          {props.rest.length === 0 ? null : (
            <ul>
              {props.rest.map(({ path, text }) => (
                <li key={`${path} ${text}`}>
                  <code>{path}</code> {text}
                </li>
              ))}
            </ul>
          )}
          <ErrorFoot described={described} />
        </>
      }
    />
  );
}
