import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { personsText } from '../../../ui/i18n/persons.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useMay } from '../../session.ts';
import type { Person } from './person.ts';

interface Search {
  readonly field: 'any' | 'mobile' | 'email' | 'member_id';
  readonly value: string;
}

/** Search for people by name, pinyin, initials, a masked number or a whole value, by POST so that no value stands in an address. Answers null when cleared. */
export function PersonSearch(props: {
  onFound: (people: readonly Person[] | null) => void;
  clearText?: string;
  /** Contacts of organisations are looked for under an activity about them. */
  activity?: string | undefined;
}) {
  const { t } = useText(personsText);
  const may = useMay();
  const [form] = Form.useForm<Search>();
  const search = useMutation({
    mutationFn: (values: Search) =>
      api<{ items: readonly Person[] }>('/api/v1/persons/searches', {
        method: 'POST',
        body: { ...values, ...(props.activity === undefined ? {} : { activity: props.activity }) },
      }),
    onSuccess: (answer) => props.onFound(answer.items),
  });
  const clear = (): void => {
    form.resetFields();
    search.reset();
    props.onFound(null);
  };
  return (
    <>
      <ProblemAlert error={search.error} />
      <Form
        form={form}
        layout="inline"
        initialValues={{ field: 'any' }}
        onFinish={(values) => search.mutate({ field: values.field, value: values.value.trim() })}
      >
        <Form.Item name="field">
          <Select
            aria-label={t('search')}
            style={{ width: 120 }}
            options={(may('customers.search-exactly')
              ? (['any', 'mobile', 'email', 'member_id'] as const)
              : (['any', 'member_id'] as const)
            ).map((field) => ({
              value: field,
              label: t(`field.${field}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="value" rules={[{ required: true, message: t('valueNeeded') }]} className="grow">
          <Input aria-label={t('value')} autoComplete="off" maxLength={254} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={search.isPending}>
          {t('find')}
        </Button>
        {search.isSuccess ? (
          <Button type="text" onClick={clear}>
            {props.clearText ?? t('clear')}
          </Button>
        ) : null}
      </Form>
    </>
  );
}
