import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { sourcesText } from '../../../ui/i18n/sources.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { useMay } from '../../session.ts';
import { EventLabels } from './event-labels.tsx';
import { type EventLabel, labelsOf, type Plan, type PlanRow, planOf, rowsOf, type Source } from './source.ts';

const KINDS = ['text', 'number', 'boolean', 'time'] as const;
const COLUMNS = ['none', 'amount-yuan', 'amount-fen', 'quantity'] as const;

/** The tracking plan of a source, as a table and, to edit it, as rows. */
export function TrackingPlan(props: { source: Source }) {
  const { t, list, pick } = useText(sourcesText);
  const may = useMay();
  const labelOf = useFieldLabel();
  const [editing, setEditing] = useState(false);
  const path = `/api/v1/sources/${encodeURIComponent(props.source.code)}/plan`;
  const plan = useQuery({ queryKey: ['plan', props.source.code], queryFn: () => api<Plan>(path) });
  return (
    <Panel
      title={t('plan')}
      note={t('planNote')}
      extra={
        may('customers.manage-source') && plan.isSuccess ? (
          <Button size="small" onClick={() => setEditing(true)}>
            {t('editPlan')}
          </Button>
        ) : null
      }
    >
      <QueryState query={plan}>
        {(data) =>
          data.plan.length === 0 ? (
            <p>{t('planNone')}</p>
          ) : (
            <SimpleTable
              rows={rowsOf(data)}
              rowKey={(row) => `${row.event} ${row.property}`}
              columns={[
                {
                  title: t('event'),
                  render: (_, row) => {
                    const { zh, en } = labelsOf(data)[row.event] ?? {};
                    if (zh === undefined || en === undefined) return <span className="mono">{row.event}</span>;
                    return (
                      <>
                        {pick({ zh, en })} <span className="mono muted">{row.event}</span>
                      </>
                    );
                  },
                },
                {
                  title: t('property'),
                  render: (_, row) => (row.property === '' ? '—' : <span className="mono">{row.property}</span>),
                },
                { title: t('kind'), render: (_, row) => (row.property === '' ? '—' : t(`kind.${row.kind}`)) },
                { title: t('field'), render: (_, row) => (row.property === '' ? '—' : labelOf(row.field)) },
                { title: t('column'), render: (_, row) => t(`column.${row.column ?? 'none'}`) },
                { title: t('words'), className: 'wrap', render: (_, row) => list(row.words ?? []) },
              ]}
            />
          )
        }
      </QueryState>
      {editing && plan.isSuccess ? (
        <PlanDialog source={props.source} plan={plan.data} path={path} onClose={() => setEditing(false)} />
      ) : null}
    </Panel>
  );
}

interface Entered {
  readonly rows: readonly PlanRow[];
  readonly labels?: Readonly<Record<string, EventLabel>>;
}

function PlanDialog(props: { source: Source; plan: Plan; path: string; onClose: () => void }) {
  const { t } = useText(sourcesText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const labelOf = useFieldLabel();
  const [form] = Form.useForm<Entered>();
  const fields = useActivityFields(props.source.activity);
  const save = useMutation({
    mutationFn: ({ rows, labels = {} }: Entered) => api(props.path, { method: 'PUT', body: planOf(rows, labels) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['plan', props.source.code] });
      await queries.invalidateQueries({ queryKey: ['event-names'] });
      props.onClose();
    },
  });
  const leave = useUnsavedForm(form, save);
  const rows = Form.useWatch('rows', form) ?? [];
  const events = [...new Set(rows.map((row) => row?.event ?? ''))].filter((event) => event !== '');
  const onlyOnce = async (place: number, property: string): Promise<void> => {
    const all = form.getFieldsValue().rows;
    const event = all[place]?.event;
    if (all.some((row, other) => other < place && row.event === event && row.property === property))
      throw new Error(t('planTwice'));
  };
  const needed = [{ required: true, message: '' }];
  return (
    <Modal
      open
      width={860}
      title={t('plan')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <ProblemAlert error={save.error} />
      <Form
        form={form}
        initialValues={{ rows: rowsOf(props.plan), labels: labelsOf(props.plan) }}
        onFinish={(entered) => save.mutate(entered)}
      >
        <Form.List name="rows">
          {(items, { add, remove }) => (
            <>
              {items.length === 0 ? (
                <p className="panel-note">{t('planEmptyNote')}</p>
              ) : (
                <div className="plan-row plan-head" aria-hidden>
                  {(['event', 'property', 'kind', 'field', 'column'] as const).map((name) => (
                    <span key={name}>{t(name)}</span>
                  ))}
                </div>
              )}
              {items.map(({ key, name }) => (
                <div key={key} className="plan-row">
                  <Form.Item name={[name, 'event']} rules={needed}>
                    <Input placeholder={t('event')} aria-label={t('event')} maxLength={200} />
                  </Form.Item>
                  <Form.Item
                    name={[name, 'property']}
                    rules={[{ validator: (_, value: string) => onlyOnce(name, value) }]}
                  >
                    <Input placeholder={t('propertyNone')} aria-label={t('property')} maxLength={100} />
                  </Form.Item>
                  <Form.Item name={[name, 'kind']} rules={needed}>
                    <Select
                      aria-label={t('kind')}
                      options={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
                    />
                  </Form.Item>
                  <Form.Item name={[name, 'field']} rules={needed}>
                    <Select
                      aria-label={t('field')}
                      options={fields.map((field) => ({ value: field, label: labelOf(field) }))}
                    />
                  </Form.Item>
                  <Form.Item name={[name, 'column']}>
                    <Select
                      aria-label={t('column')}
                      placeholder={t('column.none')}
                      options={COLUMNS.map((column) => ({ value: column, label: t(`column.${column}`) }))}
                    />
                  </Form.Item>
                  {rows[name]?.kind === 'text' ? (
                    <Form.Item name={[name, 'words']} className="plan-words">
                      <Select
                        mode="tags"
                        aria-label={t('words')}
                        placeholder={t('words')}
                        maxCount={100}
                        open={false}
                      />
                    </Form.Item>
                  ) : null}
                  <Button type="text" icon={<DeleteOutlined />} aria-label={t('remove')} onClick={() => remove(name)} />
                </div>
              ))}
              <Button
                icon={<PlusOutlined />}
                onClick={() => add({ event: '', property: '', kind: 'text', field: 'behaviour', column: 'none' })}
              >
                {t('addRow')}
              </Button>
            </>
          )}
        </Form.List>
        <EventLabels events={events} />
      </Form>
    </Modal>
  );
}

function useActivityFields(activity: string): readonly string[] {
  const found = useQuery({
    queryKey: ['activity', activity],
    queryFn: () => api<{ fields: readonly { field: string }[] }>(`/api/v1/activities/${encodeURIComponent(activity)}`),
  });
  return (found.data?.fields ?? []).map(({ field }) => field);
}
