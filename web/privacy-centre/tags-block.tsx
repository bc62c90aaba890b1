import { useState } from 'react';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';
import { useAction } from './action.ts';
import { centreApi, type OwnTag } from './centre-api.ts';
import { FailedBlock } from './failed-block.tsx';
import { Loading } from './loading.tsx';
import { useResource } from './resource.ts';

/** The tags that were put on the person, each to delete in two taps; what is deleted does not come back. */
export function TagsBlock(props: { onDeleted: () => void }) {
  const { t } = useText(centreText);
  const { resource, reload } = useResource(centreApi.tags);
  const [receipt, setReceipt] = useState<string | null>(null);
  return (
    <section className="block">
      <h2>{t('tags')}</h2>
      <p className="muted">{t('tags.note')}</p>
      {receipt === null ? null : (
        <div className="notice-bar" role="status">
          {t('tags.deleted')} <span className="id">{t('receiptOnly', { id: receipt })}</span>
        </div>
      )}
      {resource.kind === 'loading' ? <Loading /> : null}
      {resource.kind === 'failed' ? <FailedBlock onRetry={reload} /> : null}
      {resource.kind === 'ready' && resource.data.items.length === 0 ? <p>{t('tags.none')}</p> : null}
      {resource.kind === 'ready'
        ? resource.data.items.map((tag) => (
            <Tag
              key={tag.code}
              tag={tag}
              onDeleted={(id) => {
                setReceipt(id);
                reload();
                props.onDeleted();
              }}
            />
          ))
        : null}
    </section>
  );
}

function Tag(props: { tag: OwnTag; onDeleted: (receipt: string) => void }) {
  const { t, pick } = useText(centreText);
  const action = useAction();
  const [asking, setAsking] = useState(false);
  const { tag } = props;
  const remove = (): void =>
    void action.run(async () => props.onDeleted((await centreApi.deleteTag(tag.code)).receipt));
  return (
    <div className="row">
      <div className="row-head">
        <strong>{pick(tag.name)}</strong>
        <span className="muted">{t(tag.byRule ? 'tags.byRule' : 'tags.byHand')}</span>
      </div>
      <p className="muted">{t('tags.for', { activity: pick(tag.activity), until: tag.endsAt.slice(0, 10) })}</p>
      {action.error === null ? null : (
        <div className="error-bar" role="alert">
          {action.error}
        </div>
      )}
      {asking ? (
        <div className="actions">
          <button type="button" className="danger" disabled={action.busy} onClick={remove}>
            {t('tags.confirm')}
          </button>
          <button type="button" onClick={() => setAsking(false)}>
            {t('tags.keep')}
          </button>
        </div>
      ) : (
        <button type="button" className="plain" onClick={() => setAsking(true)}>
          {t('tags.delete')}
        </button>
      )}
    </div>
  );
}
