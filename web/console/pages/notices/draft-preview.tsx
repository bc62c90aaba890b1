import { previewText } from '../../../ui/i18n/register-preview.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { PaperFrame } from '../../parts/paper-frame.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { Views } from '../../parts/views.tsx';
import { ErrorLines, type Mending, WarningLines } from './item-lines.tsx';
import { type Notice, newest } from './notice.ts';
import { ChangeList, CostLines } from './preview-parts.tsx';
import { useNoticePreview } from './publish-dialog.tsx';

/** What publishing the draft would do: what is missing or frowned on, what changes, whom it concerns, and the paper itself. */
export function DraftPreview(props: { notice: Notice; mending: Mending }) {
  const { t, pick } = useText(previewText);
  const { mending } = props;
  const { preview, cost } = useNoticePreview(props.notice.code);
  return (
    <Panel title={t('live')}>
      <QueryState query={preview} rows={4}>
        {(data) => (
          <Views
            label={t('live')}
            items={[
              {
                key: 'checks',
                label: t('checks'),
                children: (
                  <>
                    <ErrorLines title={t('missing')} errors={data.missing} mending={mending} />
                    <WarningLines warnings={data.warnings} mending={mending} />
                    {data.missing.length + data.warnings.length === 0 ? <p className="muted">{t('clean')}</p> : null}
                  </>
                ),
              },
              { key: 'changes', label: t('changes'), children: <ChangeList changes={data.changes} /> },
              {
                key: 'people',
                label: t('people'),
                children: (
                  <QueryState query={cost} rows={3}>
                    {({ items }) => <CostLines costs={items} />}
                  </QueryState>
                ),
              },
              { key: 'paper', label: t('paper'), children: <PaperFrame tall html={pick(data.html)} /> },
              { key: 'short', label: t('short'), children: <PaperFrame html={pick(data.shortHtml)} /> },
            ]}
          />
        )}
      </QueryState>
    </Panel>
  );
}

/** The papers of the newest version, each to read and to download. */
export function Papers(props: { notice: Notice }) {
  const { t } = useText(previewText);
  const version = newest(props.notice);
  if (version === undefined) return null;
  const lists = new Set(['collected', 'shared']);
  return (
    <Panel title={t('papers')} note={t('papersNote')}>
      <ul className="plain paper-links">
        {version.papers.map((paper) => (
          <li key={paper}>
            <a href={paper === 'policy' ? version.url : `${version.url}/${paper}`} target="_blank" rel="noreferrer">
              {t(`paper.${paper}` as 'paper.policy')}
            </a>
            <span className="muted">
              <a href={`${version.url}/${paper}.docx`}>Word</a>
              {lists.has(paper) ? (
                <>
                  {' · '}
                  <a href={`${version.url}/${paper}.xlsx`}>Excel</a>
                </>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
