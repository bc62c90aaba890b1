import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Space } from 'antd';
import { useRef } from 'react';
import { api } from '../../../ui/api.ts';
import { importsText } from '../../../ui/i18n/imports.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useMay } from '../../session.ts';
import { FILES_ACCEPTED } from './import.ts';
import { ImportSteps } from './import-steps.tsx';

/** An import that was declared and has no file: its upload broke off, or the file could not be read. Takes another file, or is given up. */
export function UploadAgain(props: { id: string }) {
  const { t } = useText(importsText);
  const may = useMay();
  const input = useRef<HTMLInputElement>(null);
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['import', props.id] });
  const upload = useMutation({
    mutationFn: (file: File) => api(`/api/v1/imports/${props.id}/file`, { method: 'PUT', raw: file }),
    onSuccess,
  });
  return (
    <>
      <ImportSteps at="declare" />
      <Panel title={t('status.waiting-for-file')} note={t('uploadAgainNote')}>
        <ProblemAlert error={upload.error} />
        {may('customers.import') ? (
          <>
            <input
              ref={input}
              type="file"
              aria-label={t('file')}
              accept={FILES_ACCEPTED}
              className="visually-hidden"
              onChange={({ target }) => {
                const file = target.files?.[0];
                target.value = '';
                if (file !== undefined) upload.mutate(file);
              }}
            />
            <Space wrap>
              <Button type="primary" loading={upload.isPending} onClick={() => input.current?.click()}>
                {t(upload.isPending ? 'uploading' : 'choose')}
              </Button>
              <GiveUp id={props.id} />
            </Space>
          </>
        ) : null}
      </Panel>
    </>
  );
}

/** Cancels an import that has not begun, so that it waits no longer. */
export function GiveUp(props: { id: string }) {
  const { t } = useText(importsText);
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => api(`/api/v1/imports/${props.id}/cancel`, { method: 'POST' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['import', props.id] }),
  });
  return (
    <Button type="text" loading={cancel.isPending} onClick={() => cancel.mutate()}>
      {t('giveUp')}
    </Button>
  );
}
