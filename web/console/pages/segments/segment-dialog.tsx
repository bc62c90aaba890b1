import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { useMay } from '../../session.ts';
import { EstimateLine } from './estimate-line.tsx';
import { everyIn } from './mode-tag.tsx';
import { asGroup, fresh, type GroupRule } from './rule.ts';
import { RuleEditor } from './rule-editor.tsx';
import type { Segment } from './segment.ts';
import { useCommercial } from './use-commercial.ts';

interface Values {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly activity: string;
  readonly refreshMinutes: number;
}

const ADMINISTRATION = 'customer-administration';
/** Minutes between two computations that are offered; an hour unless told. */
const MINUTES = [5, 15, 30, 60, 240, 720, 1440] as const;
const USUAL_MINUTES = 60;

/** Makes a segment, or changes the rule of one: a new revision. */
export function SegmentDialog(props: { segment?: Segment; rule?: GroupRule; onClose: () => void }) {
  const { t, pick } = useText(segmentsText);
  const frame = useText(shell);
  const may = useMay();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { segment } = props;
  const [before] = useState<GroupRule>(
    segment === undefined ? (props.rule ?? { all: [fresh('event')] }) : asGroup(segment.definition),
  );
  const [rule, setRule] = useState(before);
  const { activities } = useCommercial();
  const activity = Form.useWatch('activity', form) ?? segment?.activity ?? ADMINISTRATION;
  const minutes = new Set([...MINUTES, segment?.mode.everyMinutes ?? USUAL_MINUTES].sort((one, other) => one - other));
  const save = useMutation({
    mutationFn: ({ code, nameZh, nameEn, ...kept }: Values) =>
      api('/api/v1/segments', {
        method: 'POST',
        body: {
          code,
          name: { zh: nameZh, en: nameEn },
          definition: rule,
          ...kept,
        },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onClose();
    },
  });
  const leave = useUnsavedForm(form, save, () => JSON.stringify(rule) !== JSON.stringify(before));
  return (
    <Modal
      open
      width={920}
      title={t(segment === undefined ? 'new' : 'edit')}
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
        initialValues={
          segment === undefined
            ? { activity: ADMINISTRATION, refreshMinutes: USUAL_MINUTES }
            : {
                code: segment.code,
                nameZh: segment.name.zh,
                nameEn: segment.name.en,
                activity: segment.activity,
                refreshMinutes: segment.mode.everyMinutes ?? USUAL_MINUTES,
              }
        }
        onFinish={(values) => save.mutate(values)}
      >
        <div className="segment-names">
          <Form.Item name="nameZh" label={t('name')} rules={[{ required: true }]}>
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item name="nameEn" label={t('nameEn')} rules={[{ required: true }]}>
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item
            name="code"
            label={t('code')}
            tooltip={t('codeHint')}
            rules={[{ required: true, pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/ }]}
          >
            <Input maxLength={64} disabled={segment !== undefined} />
          </Form.Item>
          <Form.Item name="activity" label={t('analysedUnder')} tooltip={t('analysedUnderHint')}>
            <Select options={activities.map((each) => ({ value: each.code, label: pick(each.name) }))} />
          </Form.Item>
          <Form.Item name="refreshMinutes" label={t('refreshMinutes')} tooltip={t('refreshMinutesHint')}>
            <Select options={[...minutes].map((each) => ({ value: each, label: everyIn(t, each) }))} />
          </Form.Item>
        </div>
      </Form>
      <p className="panel-note">{t('ruleNote')}</p>
      <RuleEditor rule={rule} onChange={setRule} />
      {may('customers.read-reach') ? <EstimateLine rule={rule} activity={activity} /> : null}
    </Modal>
  );
}
