import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { EmptyState } from '../parts/page-head.tsx';

/** No such page. */
export function MissingPage() {
  const { t } = useText(shell);
  return (
    <EmptyState
      title={t('notFound.title')}
      text={t('notFound.text')}
      action={<a href="/console/">{t('notFound.back')}</a>}
    />
  );
}

/** A page that the reader's role does not include. */
export function ForbiddenPage(props: { permission: string }) {
  const { t } = useText(shell);
  return (
    <EmptyState
      title={t('forbidden.title')}
      text={t('forbidden.text', { permission: props.permission })}
      action={<a href="/console/">{t('notFound.back')}</a>}
    />
  );
}

/** A page that threw: a bug, told in plain words. */
export function CrashPage(props: { error: unknown }) {
  const { t } = useText(shell);
  return (
    <EmptyState
      title={t('crash.title')}
      text={t('crash.text')}
      action={
        <code className="mono">
          {t('error.code')} {props.error instanceof Error ? props.error.name : 'unknown'}
        </code>
      }
    />
  );
}
