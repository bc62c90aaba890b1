import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Popconfirm, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { tagsText } from '../../../ui/i18n/tags.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { FormProblem } from '../../parts/form-problem.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { When } from '../../parts/when.tsx';
import { Who } from '../../parts/who.tsx';
import { useMay } from '../../session.ts';
import type { Tag } from '../tags/tag.ts';
import { type CarriedTag, isEmployee, type Profile } from './profile.ts';

/** The tags that a human carries, to give and to take off. */
export function TagsOfPerson(props: { person: string; profile: Profile }) {
  const { t, pick } = useText(tagsText);
  const may = useMay();
  const { nameOf } = useActivityName();
  const [giving, setGiving] = useState(false);
  const { tags, tagsWithheld } = props.profile;
  const tagging = may('customers.tag-person') && !isEmployee(props.profile);
  const extra = tagging ? <Button onClick={() => setGiving(true)}>{t('give')}</Button> : null;
  return (
    <Panel title={t('onPerson')} note={t(isEmployee(props.profile) ? 'notOfEmployees' : 'onPersonNote')} extra={extra}>
      {tags.length === 0 ? (
        <p className="muted">{t('none')}</p>
      ) : (
        <SimpleTable
          rows={tags}
          rowKey={(row) => `${row.record}/${row.code}`}
          columns={[
            { title: t('tag'), render: (_, row) => <strong>{pick(row.name)}</strong> },
            { title: t('activity'), render: (_, row) => nameOf(row.activity) },
            { title: t('givenBy'), render: (_, row) => (row.byRule ? t('rule') : <Who id={row.givenBy} />) },
            { title: t('reasonShown'), className: 'wrap', render: (_, row) => row.reason ?? '—' },
            { title: t('givenAt'), render: (_, row) => <When at={row.givenAt} /> },
            { title: t('until'), render: (_, row) => <When at={row.endsAt} /> },
            ...(tagging
              ? [{ title: '', render: (_: unknown, row: CarriedTag) => <TakeOff tag={row} person={props.person} /> }]
              : []),
          ]}
        />
      )}
      {tagsWithheld === 0 ? null : <p className="muted">{t('withheld', { count: tagsWithheld })}</p>}
      {giving ? <GiveDialog person={props.person} onClose={() => setGiving(false)} /> : null}
    </Panel>
  );
}

function TakeOff(props: { tag: CarriedTag; person: string }) {
  const { t, pick } = useText(tagsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const { tag } = props;
  const take = useMutation({
    mutationFn: () => api(`/api/v1/persons/${tag.record}/tags/${tag.code}`, { method: 'DELETE' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['person', props.person] }),
  });
  return (
    <>
      <ProblemAlert error={take.error} />
      <Popconfirm
        title={t('takeTitle', { name: pick(tag.name) })}
        description={t('takeText')}
        okText={t('take')}
        cancelText={frame.t('cancel')}
        onConfirm={() => take.mutate()}
      >
        <Button size="small" loading={take.isPending}>
          {t('take')}
        </Button>
      </Popconfirm>
    </>
  );
}

interface Values {
  readonly tag: string;
  readonly reason: string;
}

function GiveDialog(props: { person: string; onClose: () => void }) {
  const { t, pick } = useText(tagsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const catalogue = useQuery({
    queryKey: ['list', '/api/v1/tags'],
    queryFn: () => api<{ items: readonly Tag[] }>('/api/v1/tags'),
  });
  const give = useMutation({
    mutationFn: ({ tag, reason }: Values) =>
      api(`/api/v1/persons/${props.person}/tags/${tag}`, { method: 'PUT', body: { reason } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['person', props.person] });
      props.onClose();
    },
  });
  const byHand = (catalogue.data?.items ?? []).filter(({ segment }) => segment === null);
  return (
    <Modal
      open
      title={t('give')}
      okText={t('give')}
      cancelText={frame.t('cancel')}
      confirmLoading={give.isPending}
      onOk={() => form.submit()}
      onCancel={props.onClose}
    >
      <p className="panel-note">{t('giveNote')}</p>
      <FormProblem form={form} error={give.error} />
      <Form<Values> form={form} layout="vertical" onFinish={(values) => give.mutate(values)}>
        <Form.Item name="tag" label={t('tag')} rules={[{ required: true }]}>
          <Select options={byHand.map(({ code, name }) => ({ value: code, label: pick(name) }))} />
        </Form.Item>
        <Form.Item name="reason" label={t('reason')} rules={[{ required: true, min: 4, whitespace: true }]}>
          <Input.TextArea rows={2} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
