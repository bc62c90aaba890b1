import { Result } from 'antd';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';

/** No such page. */
export function MissingPage() {
  const { t } = useText(shell);
  return (
    <Result
      status="404"
      title={t('notFound.title')}
      subTitle={t('notFound.text')}
      extra={<a href="/console/">{t('notFound.back')}</a>}
    />
  );
}

/** A page that the reader's role does not include. */
export function ForbiddenPage() {
  const { t } = useText(shell);
  return (
    <Result
      status="403"
      title={t('forbidden.title')}
      subTitle={t('forbidden.text')}
      extra={<a href="/console/">{t('notFound.back')}</a>}
    />
  );
}

/** A page that threw: a bug, told in plain words. */
export function CrashPage(props: { error: unknown }) {
  const { t } = useText(shell);
  return (
    <Result
      status="error"
      title={t('crash.title')}
      subTitle={t('crash.text')}
      extra={
        <code className="mono">
          {t('error.code')} {props.error instanceof Error ? props.error.name : 'unknown'}
        </code>
      }
    />
  );
}
