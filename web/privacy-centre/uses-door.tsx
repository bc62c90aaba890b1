import { useCallback, useEffect, useState } from 'react';
import { formatTime } from '../ui/format.ts';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { useText } from '../ui/i18n/translate.ts';
import { centreApi, type Use } from './centre-api.ts';
import { DoorHead } from './door-head.tsx';
import { FailedBlock } from './failed-block.tsx';
import { Loading } from './loading.tsx';

/** 谁在什么时候用过: every use, newest first, in plain words. */
export function UsesDoor() {
  const { t, pick, list } = useText(centreText);
  const [uses, setUses] = useState<readonly Use[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [state, setState] = useState<'loading' | 'failed' | 'ready'>('loading');
  const load = useCallback(async (cursor?: string) => {
    setState('loading');
    try {
      const page = await centreApi.uses(cursor);
      setUses((earlier) => (cursor === undefined ? page.items : [...earlier, ...page.items]));
      setNext(page.next);
      setState('ready');
    } catch {
      setState('failed');
    }
  }, []);
  useEffect(() => void load(), [load]);
  return (
    <>
      <DoorHead title={t('door.uses')} />
      {uses.length === 0 && state === 'ready' ? <div className="block">{t('use.empty')}</div> : null}
      {uses.length === 0 ? null : (
        <div className="block">
          {uses.map((use) => (
            <div className="row" key={use.id}>
              <div className="row-head">
                <strong>
                  {pick(use.activity)} · {pick(use.operation)}
                </strong>
                <time dateTime={use.at} className="muted">
                  {formatTime(use.at)}
                </time>
              </div>
              {use.fields.length === 0 ? null : (
                <p className="muted">{t('use.fields', { fields: list(use.fields.map(pick)) })}</p>
              )}
              <p className="muted">{t('use.by', { by: pick(use.by) })}</p>
              <span className="id">{t('use.receipt', { id: use.receipt })}</span>
            </div>
          ))}
        </div>
      )}
      {state === 'loading' ? <Loading /> : null}
      {state === 'failed' ? <FailedBlock onRetry={() => void load()} /> : null}
      {next === null || state !== 'ready' ? null : (
        <button type="button" className="primary" onClick={() => void load(next)}>
          {t('use.more')}
        </button>
      )}
    </>
  );
}
