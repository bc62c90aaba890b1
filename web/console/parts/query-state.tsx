import type { UseQueryResult } from '@tanstack/react-query';
import { Alert, Button, Skeleton } from 'antd';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../ui/api.ts';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { useArticle } from './use-article.ts';

/** Shows a skeleton while a query loads, what happened and what to do when it failed, and otherwise its children. */
export function QueryState<T>(props: { query: UseQueryResult<T>; rows?: number; children: (data: T) => ReactNode }) {
  const { query } = props;
  const failure = useFailure(query);
  if (failure !== undefined) return <ErrorState error={failure} onRetry={() => void query.refetch()} />;
  if (query.isPending || query.isError) return <Skeleton active paragraph={{ rows: props.rows ?? 6 }} />;
  return <>{props.children(query.data)}</>;
}

/** Why a query has no answer; also while it is asked again by itself, when nothing but its error is known of it. */
export function useFailure(query: {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly errorUpdateCount: number;
}): Error | undefined {
  const [last, setLast] = useState<Error>();
  if (query.error !== null) {
    if (query.error !== last) setLast(query.error);
    return query.error;
  }
  return query.isPending && query.errorUpdateCount > 0 ? last : undefined;
}

/** The same for a list inside a panel: it is empty only once the server has said so. */
export function ItemsState<T>(props: {
  list: { readonly query: UseQueryResult<unknown>; readonly rows: readonly T[] };
  empty: ReactNode;
  children: (rows: readonly T[]) => ReactNode;
}) {
  const { query, rows } = props.list;
  return (
    <QueryState query={query} rows={2}>
      {() => (rows.length === 0 ? props.empty : props.children(rows))}
    </QueryState>
  );
}

/** An error in words: what happened, what is safe, what to do, and its code. */
export function ErrorState(props: { error: Error; onRetry?: () => void }) {
  const { t } = useText(shell);
  const described = useErrorText(props.error);
  const forbidden = props.error instanceof ApiError && props.error.status === 403;
  return (
    <Alert
      type={forbidden ? 'info' : 'error'}
      showIcon
      title={forbidden ? t('forbidden.title') : described.title}
      description={
        <>
          {forbidden && described.detail === undefined ? null : <p>{described.detail ?? t('error.safe')}</p>}
          <p>
            <ErrorFoot described={described} />
          </p>
          {props.onRetry === undefined || forbidden ? null : <Button onClick={props.onRetry}>{t('retry')}</Button>}
        </>
      }
    />
  );
}

/** An error in the reader's language. */
interface ErrorText {
  readonly title: string;
  readonly detail?: string;
  readonly code: string;
  /** The article that refuses, as the server names it: "PIPL 14". */
  readonly article?: string;
  readonly fields: ReadonlyArray<{ readonly path: string; readonly text: string }>;
}

/** Below an error: the article that refuses, if the law does, and the code that whoever helps asks for. */
export function ErrorFoot(props: { described: ErrorText }) {
  const { t } = useText(shell);
  const named = useArticle();
  const { article, code } = props.described;
  return (
    <>
      {article === undefined ? null : (
        <>
          {t('error.article')} {named(article)} ·{' '}
        </>
      )}
      <span className="mono">
        {t('error.code')} {code}
      </span>
    </>
  );
}

/** Title, detail, article and code of an error in the reader's language. */
export function useErrorText(error: Error): ErrorText {
  const { t, locale } = useText(shell);
  if (!(error instanceof ApiError)) return { title: t('error.title'), code: error.name, fields: [] };
  const { problem } = error;
  const title = locale === 'zh' ? problem.title : (problem.title_en ?? problem.title);
  const detail = locale === 'zh' ? problem.detail : (problem.detail_en ?? problem.detail);
  const fields = (problem.errors ?? []).map((field) => ({
    path: field.path,
    text: locale === 'zh' ? field.message : (field.message_en ?? field.message),
  }));
  const article = problem.article === undefined ? {} : { article: problem.article };
  return { title, code: problem.code, fields, ...article, ...(detail === undefined ? {} : { detail }) };
}

/** A refused form or action: the reason and each bad field, by the name that `nameOf` gives its path. */
export function ProblemAlert(props: { error: Error | null; nameOf?: (path: string) => string }) {
  const { error, ...rest } = props;
  return error === null ? null : <ProblemDetails error={error} {...rest} />;
}

function ProblemDetails(props: { error: Error; nameOf?: (path: string) => string }) {
  const described = useErrorText(props.error);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={described.title}
      description={
        <>
          {described.detail === undefined ? null : <p>{described.detail}</p>}
          {described.fields.length === 0 ? null : (
            <ul>
              {described.fields.map((field) => (
                <li key={`${field.path} ${field.text}`}>
                  {props.nameOf === undefined ? <code>{field.path}</code> : <strong>{props.nameOf(field.path)}</strong>}{' '}
                  {field.text}
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
