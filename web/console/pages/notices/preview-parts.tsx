import { Tag } from 'antd';
import { formatCount } from '../../../ui/format.ts';
import { noticesText } from '../../../ui/i18n/notices.ts';
import { previewText } from '../../../ui/i18n/register-preview.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import type { ActivityCost, PreviewChanges, PreviewError, PreviewWarning } from './preview.ts';

/** What is missing or wrong, one line each. */
export function ErrorLines(props: { title: string; errors: readonly PreviewError[] }) {
  const { pick } = useText(previewText);
  if (props.errors.length === 0) return null;
  return (
    <>
      <h3>{props.title}</h3>
      <ul className="reasons">
        {props.errors.map((error) => (
          <li key={`${error.path} ${error.message}`}>
            <span className="grow">{pick({ zh: error.message, en: error.message_en })}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What may be published and should not be left so, in plain words with the article. */
export function WarningLines(props: { warnings: readonly PreviewWarning[] }) {
  const { t, pick } = useText(previewText);
  if (props.warnings.length === 0) return null;
  return (
    <>
      <h3>{t('warnings')}</h3>
      <ul className="reasons">
        {props.warnings.map((warning) => (
          <li key={`${warning.path} ${warning.code} ${warning.zh}`}>
            <span className="article">{warning.article}</span>
            <span className="grow">{pick(warning)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What changes by meaning, with the words before and after. */
export function ChangeTable(props: { changes: readonly PreviewChanges[] }) {
  const { t, pick } = useText(previewText);
  const kinds = useText(noticesText);
  const kindOf = (kind: string) => (`kind.${kind}` in noticesText ? kinds.t(`kind.${kind}` as 'kind.purpose') : kind);
  const rows = props.changes.flatMap((change) => {
    const asked = new Map(change.changes.map((each) => [each.kind, each.reconsent]));
    const base = { activity: pick(change.name), code: change.activity };
    if (change.details.length === 0)
      return change.changes.map((each) => ({
        ...base,
        kind: each.kind,
        reconsent: each.reconsent,
        what: change.toldRevision === null ? t('newlyTold') : t('noLonger'),
        before: '',
        after: '',
      }));
    return change.details.map((detail) => ({
      ...base,
      kind: detail.kind,
      reconsent: asked.get(detail.kind) ?? false,
      what: pick(detail.what),
      before: pick(detail.before),
      after: pick(detail.after),
    }));
  });
  if (rows.length === 0) return <p className="muted">{t('noChange')}</p>;
  return (
    <SimpleTable
      rows={rows}
      rowKey={(row) => `${row.code} ${row.kind} ${row.what}`}
      minWidth={640}
      columns={[
        { title: t('activity'), dataIndex: 'activity' },
        {
          title: t('kind'),
          render: (_, row) => (
            <>
              {kindOf(row.kind)} {row.reconsent ? <Tag className="tag-warn">{t('reconsent')}</Tag> : null}
            </>
          ),
        },
        { title: t('what'), dataIndex: 'what' },
        { title: t('before'), dataIndex: 'before' },
        { title: t('after'), dataIndex: 'after' },
      ]}
    />
  );
}

/** What a version costs in people: who stays, who must be met again, and where. */
export function CostLines(props: { costs: readonly ActivityCost[] }) {
  const { t, pick } = useText(previewText);
  const { nameOf } = useActivityName();
  if (props.costs.every(({ allowedNow, heldUpBy }) => allowedNow === 0 && heldUpBy.length === 0))
    return <p className="muted">{t('costNobody')}</p>;
  return (
    <>
      {props.costs.map((cost) => (
        <section key={cost.activity}>
          <h3>{nameOf(cost.activity)}</h3>
          <p>
            {t('costSentence', {
              allowed: formatCount(cost.allowedNow),
              stays: formatCount(cost.staysValid),
              ask: formatCount(cost.askAgain),
              tell: formatCount(cost.tellOnly),
            })}
          </p>
          {cost.askAgain === 0 ? null : (
            <>
              <p className="muted">{t('places')}</p>
              <ul className="plain-links">
                {cost.places.map((place) => (
                  <li key={place.form}>
                    <a href={place.url} target="_blank" rel="noreferrer">
                      {pick(place.title)}
                    </a>{' '}
                    {t('placePeople', { count: formatCount(place.people) })}
                  </li>
                ))}
                {cost.sites.map(({ site, name, people }) => (
                  <li key={site}>{t('sitePeople', { name, count: formatCount(people) })}</li>
                ))}
                {cost.elsewhere > 0 ? <li>{t('elsewhere', { count: formatCount(cost.elsewhere) })}</li> : null}
              </ul>
            </>
          )}
          {cost.heldUpBy.length === 0 ? null : (
            <>
              <p className="muted">{t('heldUp')}</p>
              <ul className="reasons">
                {cost.heldUpBy.map((each) => (
                  <li key={`${each.code} ${each.zh}`}>
                    <span className="article">{each.article}</span>
                    <span className="grow">{pick(each)}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
      ))}
    </>
  );
}
