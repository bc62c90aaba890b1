import { Button } from 'antd';
import { noticesText } from '../../../ui/i18n/notices.ts';
import { previewText } from '../../../ui/i18n/register-preview.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { PageLink } from '../../parts/page-link.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useArticle } from '../../parts/use-article.ts';
import type { PreviewError, PreviewWarning } from './preview.ts';
import { whereToMend } from './where-to-mend.ts';

/** One thing to mend: where, by which article if that is not in its words, and how it reads. */
export interface Item {
  readonly path: string;
  readonly article?: string;
  readonly text: string;
}

/** How the lines lead to where each is mended. */
export interface Mending {
  /** The activities of the draft, in the order that paths count them by. */
  readonly activities: readonly string[];
  /** Opens the draft's own form; absent for whoever may not write it. */
  readonly onEdit?: (() => void) | undefined;
}

/** Things to mend, one line each, with the activity that each is about and the way to its field. */
export function ItemLines(props: { title: string; items: readonly Item[]; mending?: Mending | undefined }) {
  const { nameOf } = useActivityName();
  const article = useArticle();
  const { mending } = props;
  if (props.items.length === 0) return null;
  return (
    <>
      <h3>{props.title}</h3>
      <ul className="reasons">
        {props.items.map((item) => {
          const { activity } = mending === undefined ? {} : whereToMend(item.path, mending.activities);
          return (
            <li key={`${item.path} ${item.article ?? ''} ${item.text}`}>
              {item.article === undefined ? null : <span className="article">{article(item.article)}</span>}
              <span className="grow">
                {activity === undefined ? null : <strong className="item-of">{nameOf(activity)}</strong>}
                {item.text}
              </span>
              {mending === undefined ? null : <MendLink path={item.path} mending={mending} />}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function MendLink(props: { path: string; mending: Mending }) {
  const { t } = useText(noticesText);
  const { link } = whereToMend(props.path, props.mending.activities);
  const { onEdit } = props.mending;
  if (onEdit === undefined) return null;
  if (link !== undefined) return <PageLink {...link}>{t('mend')}</PageLink>;
  return (
    <Button type="link" size="small" className="inline-link" onClick={onEdit}>
      {t('mendDraft')}
    </Button>
  );
}

/** What is missing or wrong, one line each. */
export function ErrorLines(props: { title: string; errors: readonly PreviewError[]; mending?: Mending | undefined }) {
  const { pick } = useText(previewText);
  const items = props.errors.map(({ path, message, message_en }) => ({
    path,
    text: pick({ zh: message, en: message_en }),
  }));
  return <ItemLines title={props.title} items={items} mending={props.mending} />;
}

/** What may be published and should not be left so, in plain words with the article. */
export function WarningLines(props: { warnings: readonly PreviewWarning[]; mending?: Mending | undefined }) {
  const { t, pick } = useText(previewText);
  const items = props.warnings.map((warning) => ({
    path: warning.path,
    article: warning.article,
    text: pick(warning),
  }));
  return <ItemLines title={t('warnings')} items={items} mending={props.mending} />;
}
