import { Tag } from 'antd';
import { formatCount } from '../../../ui/format.ts';
import { noticesText } from '../../../ui/i18n/notices.ts';
import { previewText } from '../../../ui/i18n/register-preview.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useArticle } from '../../parts/use-article.ts';
import type { ActivityCost, PreviewChanges } from './preview.ts';

/** What changes by meaning, activity by activity, with the words before and after. */
export function ChangeList(props: { changes: readonly PreviewChanges[] }) {
  const { t, pick } = useText(previewText);
  const changed = props.changes.filter(({ changes, details }) => changes.length + details.length > 0);
  if (changed.length === 0) return <p className="muted">{t('noChange')}</p>;
  return (
    <>
      {changed.map((change) => (
        <section key={change.activity}>
          <h4 className="change-of">{pick(change.name)}</h4>
          <ul className="changes">
            <ChangeLines change={change} />
          </ul>
        </section>
      ))}
    </>
  );
}

function ChangeLines(props: { change: PreviewChanges }) {
  const { t, pick } = useText(previewText);
  const { changes, details, toldRevision } = props.change;
  const asked = new Map(changes.map((each) => [each.kind, each.reconsent]));
  if (details.length === 0)
    return changes.map((each) => (
      <li key={each.kind}>
        <ChangeWhat what={t(toldRevision === null ? 'newlyTold' : 'noLonger')} reconsent={each.reconsent} first />
      </li>
    ));
  return details.map((detail) => (
    <li key={`${detail.kind} ${detail.what.zh}`}>
      <ChangeWhat kind={detail.kind} what={pick(detail.what)} reconsent={asked.get(detail.kind) ?? false} />
      <dl>
        <dt>{t('before')}</dt>
        <dd>{pick(detail.before) || t('nothing')}</dd>
        <dt>{t('after')}</dt>
        <dd>{pick(detail.after) || t('nothing')}</dd>
      </dl>
      {detail.kind === 'retention' && asked.get('retention') === true ? (
        <p className="muted">{t('longerTerm')}</p>
      ) : null}
    </li>
  ));
}

function ChangeWhat(props: { kind?: string; what: string; reconsent: boolean; first?: boolean }) {
  const { t } = useText(previewText);
  const kinds = useText(noticesText);
  const { kind, what, reconsent } = props;
  const word =
    kind === undefined || !(`kind.${kind}` in noticesText) ? what : kinds.t(`kind.${kind}` as 'kind.purpose');
  return (
    <div className="change-what">
      <strong>{what}</strong>
      {word.toLowerCase() === what.toLowerCase() ? null : <span className="muted">{word}</span>}
      {reconsent ? <Tag className="tag-warn">{t(props.first === true ? 'consentDue' : 'reconsent')}</Tag> : null}
    </div>
  );
}

/** What a version costs in people: who stays, who must be met again, and where. */
export function CostLines(props: { costs: readonly ActivityCost[] }) {
  const { t, pick } = useText(previewText);
  const { nameOf } = useActivityName();
  const article = useArticle();
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
                    <span className="article">{article(each.article)}</span>
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
