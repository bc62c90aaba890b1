import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount } from '../../../ui/format.ts';
import { noesText } from '../../../ui/i18n/noes.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';

interface Values {
  readonly origin: string;
  readonly numbers: string;
}

interface Taken {
  readonly people: number;
  readonly unknown: number;
  readonly unreadable: readonly number[];
}

const MOST = 1_000;
const LARGEST_FILE = 200_000;

/** The first column of each line: a list of numbers, or a file that a spreadsheet saved. */
function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => (line.split(/[,;\t]/)[0] ?? '').replace(/^[\s"'=]+|[\s"']+$/g, ''))
    .filter((line) => line !== '');
}

/** Enters numbers whose owners complained; each is in force before the answer. */
export function EnterComplaints(props: { onClose: () => void }) {
  const { t } = useText(noesText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [wrongFile, setWrongFile] = useState(false);
  const enter = useMutation({
    mutationFn: ({ origin, numbers }: Values) =>
      api<Taken>('/api/v1/complaints', { method: 'POST', body: { origin, numbers: linesOf(numbers) } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['noes'] }),
  });
  const leave = useUnsavedForm(form, enter);
  const read = async (file: File | undefined): Promise<void> => {
    const usable = file !== undefined && /\.(?:txt|csv)$/i.test(file.name) && file.size <= LARGEST_FILE;
    setWrongFile(file !== undefined && !usable);
    if (usable) form.setFieldValue('numbers', linesOf(await file.text()).join('\n'));
  };
  return (
    <Modal
      open
      title={t('complaints')}
      okText={t('complaints')}
      cancelText={frame.t('cancel')}
      confirmLoading={enter.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <p>{t('complaintsText')}</p>
      <ProblemAlert error={enter.error} />
      {enter.data === undefined ? null : <TakenAlert taken={enter.data} />}
      <Form<Values>
        name="complaints"
        form={form}
        layout="vertical"
        initialValues={{ origin: '12321' }}
        onFinish={(values) => enter.mutate(values)}
      >
        <Form.Item name="origin" label={t('origin')}>
          <Radio.Group
            options={(['12321', 'carrier', 'platform'] as const).map((value) => ({
              value,
              label: t(`origin.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="numbers"
          label={t('numbers')}
          rules={[
            {
              validator: (_, text: string | undefined) => {
                const count = linesOf(text ?? '').length;
                if (count === 0) return Promise.reject(new Error(t('numbersNeeded')));
                return count > MOST ? Promise.reject(new Error(t('tooMany'))) : Promise.resolve();
              },
            },
          ]}
        >
          <Input.TextArea rows={8} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <label className="file-pick">
          {t('file')} <input type="file" accept=".txt,.csv" onChange={(event) => void read(event.target.files?.[0])} />
        </label>
        {wrongFile ? <Alert type="error" showIcon title={t('wrongFile')} /> : null}
      </Form>
    </Modal>
  );
}

function TakenAlert(props: { taken: Taken }) {
  const { t, list } = useText(noesText);
  const { people, unknown, unreadable } = props.taken;
  return (
    <Alert
      type={unreadable.length > 0 ? 'warning' : 'success'}
      showIcon
      role="status"
      title={t('taken', { people: formatCount(people), unknown: formatCount(unknown) })}
      description={
        unreadable.length === 0
          ? undefined
          : t('unreadable', { lines: list(unreadable.map((line) => String(line + 1))) })
      }
    />
  );
}
