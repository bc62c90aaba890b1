import { Alert } from 'antd';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { StateTag } from '../../parts/page-head.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useArticle } from '../../parts/use-article.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import type { Segment, Trouble } from './segment.ts';

/** Why a segment is not computed or has nobody, in a line of the list. */
export function TroubleLine(props: { trouble: Trouble }) {
  const { t, pick } = useText(segmentsText);
  const { trouble } = props;
  return (
    <div className="trouble-line">
      <StateTag tone="bad">{t('trouble.title', { what: t(`trouble.${trouble.kind}`), why: pick(trouble) })}</StateTag>
    </div>
  );
}

/** The same on the page of the segment: with the article, since when, and where to mend it. */
export function TroubleAlert(props: { segment: Segment; trouble: Trouble }) {
  const { t, pick } = useText(segmentsText);
  const frame = useText(shell);
  const article = useArticle();
  const may = useMay();
  const { nameOf } = useActivityName();
  const { trouble, segment } = props;
  const { detail, nextStep } = trouble;
  return (
    <Alert
      type={trouble.kind === 'failed' ? 'error' : 'warning'}
      showIcon
      className="trouble-alert"
      title={t('trouble.title', { what: t(`trouble.${trouble.kind}`), why: pick(trouble) })}
      description={
        <>
          {detail === undefined ? null : <p>{pick(detail)}</p>}
          <p>
            {trouble.article === undefined ? null : <>{article(trouble.article)} · </>}
            {t('trouble.since')} <When at={trouble.since} />
          </p>
          {nextStep === undefined ? null : <p>{t('trouble.next', { step: pick(nextStep) })}</p>}
          {trouble.kind === 'activity' && may('register.read') ? (
            <p>
              <PageLink to="/activities" open={segment.activity}>
                {t('trouble.openActivity', { activity: nameOf(segment.activity) })}
              </PageLink>
            </p>
          ) : null}
          {trouble.kind === 'rule' ? <p>{t('trouble.changeRule')}</p> : null}
          <p className="mono">
            {frame.t('error.code')} {trouble.code}
          </p>
        </>
      }
    />
  );
}
