import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Select } from 'antd';
import { deskText } from '../../../ui/i18n/desk.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { FormProblem } from '../../parts/form-problem.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { makeBundle, type Redaction } from '../desk/files.ts';
import { RedactItem } from '../desk/redact-item.tsx';
import { FILES_KEY } from '../desk/waiting-files.tsx';

/** A day as the picker gives it. */
interface Day {
  startOf(unit: 'day'): Day;
  add(count: number, unit: 'day'): Day;
  toISOString(): string;
}

interface Values {
  readonly activity: string;
  readonly period: readonly [Day, Day];
  readonly redact?: readonly Redaction[];
}

/** The bundle of an activity in a period, both days included, full or redacted. */
export function ActivityBundle() {
  const { t, pick } = useText(deskText);
  const { message } = App.useApp();
  const { activities } = useActivityName();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const make = useMutation({
    mutationFn: ({ activity, period: [from, to], redact = [] }: Values) => {
      const period = {
        from: from.startOf('day').toISOString(),
        to: to.startOf('day').add(1, 'day').toISOString(),
      };
      return makeBundle({ activity, ...period, redact });
    },
    onSuccess: async () => {
      void message.success(t('bundleMade'));
      await queries.invalidateQueries({ queryKey: FILES_KEY });
    },
  });
  return (
    <Panel title={t('ofActivity')} note={t('ofActivityNote')}>
      <FormProblem form={form} error={make.error} />
      <Form form={form} layout="vertical" className="calm-form" onFinish={(values) => make.mutate(values)}>
        <div className="pair">
          <Form.Item name="activity" label={t('activity')} rules={[{ required: true, message: t('activityNeeded') }]}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={activities.map(({ code, name }) => ({ value: code, label: pick(name) }))}
            />
          </Form.Item>
          <Form.Item name="period" label={t('period')} rules={[{ required: true, message: t('periodNeeded') }]}>
            <DatePicker.RangePicker style={{ width: '100%' }} />
          </Form.Item>
        </div>
        <RedactItem />
        <Button type="primary" htmlType="submit" loading={make.isPending}>
          {t('make')}
        </Button>
      </Form>
    </Panel>
  );
}
