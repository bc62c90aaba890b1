import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Progress, Radio } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { keysText } from '../../../ui/i18n/keys.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useMay } from '../../session.ts';
import type { Rotation, RotationKind } from './key-state.ts';

/** The rotation under way with its counts, rate and time left; holding it, and beginning one. */
export function RotationPanel({ rotation }: { rotation: Rotation | undefined }) {
  const { t } = useText(keysText);
  const may = useMay();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const turn = useMutation({
    mutationFn: (verb: 'pause' | 'resume') => api(`/api/v1/vault/keys/rotations/${verb}`, { method: 'POST', body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['vault-keys'] }),
  });
  const open = rotation !== undefined && rotation.state !== 'done';
  const extra = may('vault.rotate-keys') ? (
    open ? (
      <Button loading={turn.isPending} onClick={() => turn.mutate(rotation.state === 'paused' ? 'resume' : 'pause')}>
        {t(rotation.state === 'paused' ? 'resume' : 'pause')}
      </Button>
    ) : (
      <Button onClick={() => setAsking(true)}>{t('begin')}</Button>
    )
  ) : null;
  return (
    <Panel title={t('rotation')} {...(open ? {} : { note: t('rotationNone') })} extra={extra}>
      <ProblemAlert error={turn.error} />
      {open ? <Running rotation={rotation} /> : null}
      {asking ? <RotateDialog onClose={() => setAsking(false)} /> : null}
    </Panel>
  );
}

const MINUTE = 60;

function Running({ rotation }: { rotation: Rotation }) {
  const { t } = useText(keysText);
  const { kind, state, done, total, damaged, perSecond, secondsLeft } = rotation;
  const left = (seconds: number) =>
    seconds < MINUTE
      ? t('seconds', { n: Math.ceil(seconds) })
      : t('minutes', { n: formatCount(Math.ceil(seconds / MINUTE)) });
  return (
    <>
      <p>
        {t('rotationRunning', { kind: t(`kind.${kind}`), done: formatCount(done), total: formatCount(total) })}{' '}
        <StateTag tone={state === 'paused' ? 'wait' : 'good'}>{t(`state.${state}`)}</StateTag>
      </p>
      <Progress aria-label={t('rotation')} percent={total === 0 ? 100 : Math.floor((done / total) * 100)} />
      {perSecond === null || secondsLeft === null ? null : (
        <p className="panel-note">{t('rate', { rate: formatCount(Math.round(perSecond)), left: left(secondsLeft) })}</p>
      )}
      {damaged > 0 ? <p className="panel-note">{t('damaged', { count: formatCount(damaged) })}</p> : null}
    </>
  );
}

interface Entries {
  readonly passphrase?: string;
  readonly nextPassphrase?: string;
}

function RotateDialog(props: { onClose: () => void }) {
  const { t } = useText(keysText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [kind, setKind] = useState<RotationKind | 'root'>('generations');
  const [form] = Form.useForm<Entries>();
  const rotate = useMutation({
    mutationFn: () => {
      if (kind !== 'root') return api('/api/v1/vault/keys/rotations', { method: 'POST', body: { kind } });
      const given = Object.entries(form.getFieldsValue()).filter(([, value]) => value !== undefined && value !== '');
      return api('/api/v1/vault/keys/root', { method: 'POST', body: Object.fromEntries(given) });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['vault-keys'] });
      props.onClose();
    },
  });
  return (
    <Modal
      open
      title={t('begin')}
      okText={t('begin')}
      cancelText={frame.t('cancel')}
      confirmLoading={rotate.isPending}
      onOk={() => rotate.mutate()}
      onCancel={props.onClose}
    >
      <Form form={form} layout="vertical">
        <Radio.Group
          aria-label={t('rotation')}
          value={kind}
          onChange={(event) => setKind(event.target.value as RotationKind | 'root')}
          style={{ display: 'grid', gap: 8 }}
          options={(['generations', 'indexes', 'persons', 'root'] as const).map((value) => ({
            value,
            label: t(`kind.${value}`),
          }))}
        />
        <p className="panel-note">{t(`about.${kind}`)}</p>
        {kind === 'root' ? (
          <>
            <Form.Item name="passphrase" label={t('passphrase')}>
              <Input.Password autoComplete="off" maxLength={256} />
            </Form.Item>
            <Form.Item name="nextPassphrase" label={t('nextPassphrase')}>
              <Input.Password autoComplete="off" maxLength={256} />
            </Form.Item>
          </>
        ) : null}
      </Form>
      <ProblemAlert error={rotate.error} />
    </Modal>
  );
}
