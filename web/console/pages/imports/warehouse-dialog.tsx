import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { importsText } from '../../../ui/i18n/imports.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { warehousesText } from '../../../ui/i18n/warehouses.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { useImportWord } from './import.ts';
import { TARGETS, type Warehouse, type WarehouseColumn } from './warehouse.ts';

interface Values {
  readonly code: string;
  readonly nameZh: string;
  readonly kind: Warehouse['kind'];
  readonly activity: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  readonly ca?: string;
  readonly schema: string;
  readonly table: string;
  readonly cursor: string;
  readonly key: string;
  readonly everyMinutes: number;
}

/** Sets a warehouse up: where it is, which table, what its columns mean. Its columns are looked at before they are named. */
export function WarehouseDialog(props: { of: Warehouse | undefined; onClose: () => void }) {
  const { t } = useText(warehousesText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [mapping, setMapping] = useState<Readonly<Record<string, string>>>(props.of?.mapping ?? {});
  const look = useMutation({
    mutationFn: async () => {
      const values = form.getFieldsValue(true) as Values;
      const { columns } = await api<{ columns: readonly WarehouseColumn[] }>('/api/v1/warehouse-columns', {
        method: 'POST',
        body: {
          ...(props.of === undefined ? {} : { code: props.of.code }),
          kind: values.kind,
          connection: connectionOf(values),
          table: { schema: values.schema, name: values.table },
        },
      });
      return columns;
    },
    onSuccess: (columns) => {
      if (Object.keys(mapping).length > 0) return;
      const proposed = columns.flatMap(({ name, proposed: target }) => (target === null ? [] : [[target, name]]));
      setMapping(Object.fromEntries(proposed));
    },
  });
  const save = useMutation({
    mutationFn: (values: Values) =>
      api(`/api/v1/warehouses/${encodeURIComponent(values.code)}`, {
        method: 'PUT',
        body: bodyOf(values, mapping, props.of),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onClose();
    },
  });
  const leave = useUnsavedForm(
    form,
    save,
    () => props.of !== undefined && JSON.stringify(mapping) !== JSON.stringify(props.of.mapping),
  );
  return (
    <Modal
      open
      width={760}
      title={props.of === undefined ? t('new') : t('edit')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={save.isPending}
      okButtonProps={{ disabled: look.data === undefined && props.of === undefined }}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <ProblemAlert error={save.error ?? look.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={valuesOf(props.of)}
        onFinish={(values) => save.mutate(values)}
        onValuesChange={(changed) => (changed.kind === undefined ? undefined : setMapping({}))}
      >
        <WhatItIs fixed={props.of !== undefined} />
        <WhereItIs kept={props.of !== undefined} />
        <Button loading={look.isPending} onClick={() => look.mutate()}>
          {t('look')}
        </Button>
        {look.data === undefined && props.of === undefined ? null : (
          <Columns columns={look.data} mapping={mapping} onChange={setMapping} />
        )}
      </Form>
    </Modal>
  );
}

function WhatItIs(props: { fixed: boolean }) {
  const { t, pick } = useText(warehousesText);
  const imports = useText(importsText);
  const { activities } = useActivityName();
  const kinds = ['people', 'contacts', 'orders', 'purchases'] as const;
  return (
    <>
      <div className="pair">
        <Form.Item name="code" label={t('code')} rules={[{ required: true, pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/ }]}>
          <Input maxLength={64} disabled={props.fixed} />
        </Form.Item>
        <Form.Item name="nameZh" label={t('name')} rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={100} />
        </Form.Item>
      </div>
      <div className="pair">
        <Form.Item name="kind" label={imports.t('kind')}>
          <Select options={kinds.map((kind) => ({ value: kind, label: imports.t(`kind.${kind}`) }))} />
        </Form.Item>
        <Form.Item name="activity" label={imports.t('activity')} rules={[{ required: true }]}>
          <Select options={activities.map((each) => ({ value: each.code, label: pick(each.name) }))} />
        </Form.Item>
      </div>
    </>
  );
}

function WhereItIs(props: { kept: boolean }) {
  const { t } = useText(warehousesText);
  const needed = [{ required: true, whitespace: true }];
  return (
    <>
      <div className="pair">
        <Form.Item name="host" label={t('host')} rules={needed}>
          <Input maxLength={253} />
        </Form.Item>
        <Form.Item name="port" label={t('port')} rules={[{ required: true }]}>
          <InputNumber min={1} max={65_535} precision={0} />
        </Form.Item>
      </div>
      <div className="pair">
        <Form.Item name="database" label={t('database')} rules={needed}>
          <Input maxLength={63} />
        </Form.Item>
        <Form.Item name="user" label={t('user')} rules={needed}>
          <Input maxLength={63} autoComplete="off" />
        </Form.Item>
      </div>
      <Form.Item
        name="password"
        label={t('password')}
        extra={props.kept ? t('passwordKept') : undefined}
        rules={props.kept ? [] : [{ required: true }]}
      >
        <Input.Password maxLength={500} autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="ca" label={t('ca')}>
        <Input.TextArea rows={2} maxLength={20_000} />
      </Form.Item>
      <div className="pair">
        <Form.Item name="schema" label={t('schema')} rules={needed}>
          <Input maxLength={63} />
        </Form.Item>
        <Form.Item name="table" label={t('tableName')} rules={needed}>
          <Input maxLength={63} />
        </Form.Item>
      </div>
    </>
  );
}

function Columns(props: {
  columns: readonly WarehouseColumn[] | undefined;
  mapping: Readonly<Record<string, string>>;
  onChange: (mapping: Readonly<Record<string, string>>) => void;
}) {
  const { t } = useText(warehousesText);
  const word = useImportWord();
  const form = Form.useFormInstance<Values>();
  const kind = Form.useWatch('kind', form) ?? 'people';
  const targetOf = new Map(Object.entries(props.mapping).map(([target, column]) => [column, target]));
  const names = (props.columns ?? []).map(({ name }) => ({ value: name, label: name }));
  const choose = (column: string, target: string | undefined): void => {
    const others = Object.entries(props.mapping).filter(([each, from]) => from !== column && each !== target);
    props.onChange(Object.fromEntries(target === undefined ? others : [...others, [target, column]]));
  };
  const box = (name: 'cursor' | 'key', hint?: string) => (
    <Form.Item name={name} label={t(name)} extra={hint} rules={[{ required: true }]}>
      {props.columns === undefined ? <Input disabled /> : <Select showSearch options={names} />}
    </Form.Item>
  );
  return (
    <>
      <div className="pair" style={{ marginTop: 16 }}>
        {box('cursor', t('cursorHint'))}
        {box('key')}
      </div>
      <Form.Item name="everyMinutes" label={t('every')} rules={[{ required: true }]}>
        <InputNumber min={1} max={10_080} precision={0} />
      </Form.Item>
      {props.columns === undefined ? null : (
        <SimpleTable
          rows={props.columns}
          rowKey={(row) => row.name}
          columns={[
            { title: t('column'), render: (_, row) => <span className="mono">{row.name}</span> },
            { title: t('type'), render: (_, row) => row.type },
            {
              title: t('meaning'),
              render: (_, row) => (
                <Select
                  aria-label={`${t('meaning')} ${row.name}`}
                  style={{ minWidth: 160 }}
                  allowClear
                  placeholder={t('ignored')}
                  value={targetOf.get(row.name) ?? null}
                  options={TARGETS[kind].map((target) => ({ value: target, label: word('target', target) }))}
                  onChange={(target: string | null | undefined) => choose(row.name, target ?? undefined)}
                />
              ),
            },
          ]}
        />
      )}
    </>
  );
}

function valuesOf(of: Warehouse | undefined): Partial<Values> {
  if (of === undefined) return { kind: 'people', port: 5432, schema: 'public', everyMinutes: 60 };
  const { host, port, database, user, ca } = of.connection;
  return {
    ...{ code: of.code, nameZh: of.name.zh, kind: of.kind, activity: of.activity, everyMinutes: of.everyMinutes },
    ...{ host, port, database, user, ...(ca === undefined ? {} : { ca }) },
    ...{ schema: of.table.schema, table: of.table.name, cursor: of.table.cursor, key: of.table.key },
  };
}

function connectionOf({ host, port, database, user, password, ca }: Values): object {
  const given = (name: string, value: string | undefined) =>
    value === undefined || value.trim() === '' ? {} : { [name]: value };
  return { host, port, database, user, ...given('password', password), ...given('ca', ca) };
}

function bodyOf(values: Values, mapping: Readonly<Record<string, string>>, of: Warehouse | undefined): object {
  const { code, nameZh, kind, activity, schema, table, cursor, key, everyMinutes } = values;
  return {
    name: { zh: nameZh, en: of?.name.zh === nameZh ? of.name.en : nameZh },
    ...{ kind, activity, mapping, everyMinutes },
    // What is declared over the interface stays as it was declared.
    source: of?.source ?? 'from_individual',
    issuer: of?.issuer ?? code,
    notice: of?.notice ?? null,
    ...(of?.supplier == null ? {} : { supplier: of.supplier }),
    connection: connectionOf(values),
    table: { schema, name: table, cursor, key },
  };
}
