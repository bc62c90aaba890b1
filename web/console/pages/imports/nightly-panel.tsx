import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Modal, Popconfirm, Radio, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { importsText } from '../../../ui/i18n/imports.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { ItemsState, ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useItems } from '../../parts/use-items.ts';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { useMay } from '../../session.ts';
import { useImportWord } from './import.ts';
import type { Night, NightlyFiles } from './nightly-files.ts';

interface Values {
  readonly issuer: string;
  readonly kind: 'purchases' | 'orders' | 'people' | 'contacts';
  readonly activity: string;
  readonly dueHour: number;
}

const REFRESH_MS = 30_000;
const SHOWN = 3;
const TONES = { arrived: 'good', running: 'wait', problem: 'bad', missing: 'bad', due: 'none' } as const;

/** Systems that leave a file each night, with what came in the last ones. */
export function NightlyPanel(props: { onOpen: (id: string) => void }) {
  const { t } = useText(importsText);
  const frame = useText(shell);
  const word = useImportWord();
  const may = useMay();
  const queries = useQueryClient();
  const { nameOf } = useActivityName();
  const list = useItems<NightlyFiles>('/api/v1/nightly-files', { refetchInterval: REFRESH_MS });
  const [creating, setCreating] = useState(false);
  const remove = useMutation({
    mutationFn: (issuer: string) => api(`/api/v1/nightly-files/${encodeURIComponent(issuer)}`, { method: 'DELETE' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list'] }),
  });
  const manages = may('customers.manage-source');
  return (
    <Panel
      title={t('nightly')}
      note={t('nightlyNote')}
      extra={
        manages ? (
          <Button size="small" onClick={() => setCreating(true)}>
            {t('nightlyNew')}
          </Button>
        ) : null
      }
    >
      <ProblemAlert error={remove.error} />
      <ItemsState list={list} empty={<p>{t('nightlyNone')}</p>}>
        {(rows) => (
          <SimpleTable
            rows={rows}
            rowKey={(row) => row.issuer}
            columns={[
              { title: t('nightlyFolder'), render: (_, row) => <span className="mono">{row.folder}</span> },
              { title: t('nightlyLast'), render: (_, row) => <Nights nights={row.nights} onOpen={props.onOpen} /> },
              { title: t('kind'), render: (_, row) => word('kind', row.kind) },
              { title: t('activity'), render: (_, row) => nameOf(row.activity) },
              { title: t('nightlyDue'), className: 'num', render: (_, row) => `${row.dueHour}:00` },
              {
                title: '',
                render: (_, row) =>
                  manages ? (
                    <Popconfirm
                      title={t('nightlyRemove')}
                      okText={t('nightlyRemove')}
                      cancelText={frame.t('cancel')}
                      onConfirm={() => remove.mutate(row.issuer)}
                    >
                      <Button size="small" type="text">
                        {t('nightlyRemove')}
                      </Button>
                    </Popconfirm>
                  ) : null,
              },
            ]}
          />
        )}
      </ItemsState>
      {creating ? <NewNightly onClose={() => setCreating(false)} /> : null}
    </Panel>
  );
}

function Nights(props: { nights: readonly Night[]; onOpen: (id: string) => void }) {
  const { t, pick } = useText(importsText);
  return (
    <>
      {props.nights.slice(0, SHOWN).map((each) => (
        <div key={each.night}>
          <StateTag tone={TONES[each.state]}>
            {t(`night.${each.state}`, {
              night: each.night.slice(5),
              files: formatCount(each.files),
              accepted: formatCount(each.accepted),
              refused: formatCount(each.refused),
              duplicate: formatCount(each.duplicate),
            })}
          </StateTag>
          {each.problems.map(({ import: id, zh, en }) => (
            <div key={id}>
              <Button size="small" type="link" onClick={() => props.onOpen(id)}>
                {zh === null || en === null ? t('nightlyWaits') : pick({ zh, en })}
              </Button>
            </div>
          ))}
        </div>
      ))}
    </>
  );
}

function NewNightly(props: { onClose: () => void }) {
  const { t, pick } = useText(importsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { activities } = useActivityName();
  const save = useMutation({
    mutationFn: ({ issuer, ...rest }: Values) =>
      api(`/api/v1/nightly-files/${encodeURIComponent(issuer)}`, {
        method: 'PUT',
        body: { ...rest, source: 'from_individual', notice: null },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onClose();
    },
  });
  const leave = useUnsavedForm(form, save);
  return (
    <Modal
      open
      title={t('nightlyNew')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <ProblemAlert error={save.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ kind: 'purchases', dueHour: 6 }}
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item
          name="issuer"
          label={t('nightlyIssuer')}
          rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9_-]{0,63}$/ }]}
        >
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="kind" label={t('kind')}>
          <Radio.Group
            options={(['purchases', 'orders', 'people', 'contacts'] as const).map((kind) => ({
              value: kind,
              label: t(`kind.${kind}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="activity" label={t('activity')} rules={[{ required: true }]}>
          <Select options={activities.map((each) => ({ value: each.code, label: pick(each.name) }))} />
        </Form.Item>
        <Form.Item name="dueHour" label={t('nightlyDue')} rules={[{ required: true }]}>
          <InputNumber min={0} max={23} precision={0} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
