import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Modal } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { previewText } from '../../../ui/i18n/register-preview.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import type { Bilingual } from './activity.ts';

interface Pack {
  readonly code: string;
  readonly name: Bilingual;
  readonly for: Bilingual;
  readonly activities: readonly object[];
}

interface Shelf {
  readonly items: readonly Pack[];
  /** Files that are no pack, with the reason. */
  readonly broken: readonly { readonly file: string; readonly message: string; readonly message_en: string }[];
}

interface Loaded {
  readonly activities: readonly string[];
  readonly notices: readonly string[];
  /** What was there before under the same code and was left alone. */
  readonly kept: readonly string[];
  readonly todo: readonly ({ readonly activity: string } & Bilingual)[];
}

/** Starter packs for a company that begins: what each is for, and a button that loads it. */
export function PackChooser() {
  const { t, pick, list } = useText(previewText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const packs = useQuery({ queryKey: ['packs'], queryFn: () => api<Shelf>('/api/v1/packs') });
  const load = useMutation({
    mutationFn: (code: string) => api<Loaded>(`/api/v1/packs/${code}/load`, { method: 'POST' }),
    onSuccess: setLoaded,
  });
  const done = async (): Promise<void> => {
    setLoaded(null);
    await queries.invalidateQueries();
  };
  return (
    <section>
      <h2>{t('packs')}</h2>
      <p>{t('packsText')}</p>
      <ProblemAlert error={packs.error} />
      <ul className="packs">
        {(packs.data?.items ?? []).map((pack) => (
          <li key={pack.code}>
            <strong>{pick(pack.name)}</strong>
            <span className="muted">{pick(pack.for)}</span>
            <span className="muted">{t('packHolds', { count: pack.activities.length })}</span>
            <Button loading={load.isPending && load.variables === pack.code} onClick={() => load.mutate(pack.code)}>
              {t('packLoad', { name: pick(pack.name) })}
            </Button>
            {load.variables === pack.code ? <ProblemAlert error={load.error} /> : null}
          </li>
        ))}
      </ul>
      {(packs.data?.broken ?? []).length === 0 ? null : (
        <Alert
          type="warning"
          showIcon
          className="broken-packs"
          title={t('packsBroken')}
          description={
            <ul>
              {packs.data?.broken.map(({ file, message, message_en }) => (
                <li key={file}>
                  <code>{file}</code> {pick({ zh: message, en: message_en })}
                </li>
              ))}
            </ul>
          }
        />
      )}
      <Modal
        open={loaded !== null}
        title={t('packLoaded', {
          activities: loaded?.activities.length ?? 0,
          notices: loaded?.notices.length ?? 0,
        })}
        footer={
          <Button type="primary" onClick={() => void done()}>
            {frame.t('close')}
          </Button>
        }
        onCancel={() => void done()}
      >
        {(loaded?.kept ?? []).length === 0 ? null : (
          <p>{t('packKept', { count: loaded?.kept.length ?? 0, codes: list(loaded?.kept ?? []) })}</p>
        )}
        {(loaded?.todo ?? []).length === 0 ? null : (
          <>
            <h3>{t('packTodo')}</h3>
            <ul>
              {loaded?.todo.map((item) => (
                <li key={item.zh}>{pick(item)}</li>
              ))}
            </ul>
          </>
        )}
      </Modal>
    </section>
  );
}
