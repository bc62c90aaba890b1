import { Button, Checkbox, Form, Input, Select } from 'antd';
import type { ChangeEvent } from 'react';
import { decisionsText } from '../../../ui/i18n/decisions.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { useRegisterWord } from '../activities/activity.ts';
import type { AskedActivity } from './decision.ts';
import { MINUTE, type Question } from './question.ts';

type Values = Omit<Question, 'person' | 'recipient'> & { readonly recipient?: number | null };

/** What is asked: an activity, one of its operations, a channel, what the message carries, and a moment. */
export function QuestionForm(props: {
  person: string;
  question: Question | undefined;
  activities: readonly AskedActivity[];
  asking: boolean;
  onAsk: (question: Question) => void;
}) {
  const { t, pick } = useText(decisionsText);
  const word = useRegisterWord();
  const [form] = Form.useForm<Values>();
  const initial = props.question ?? firstQuestion(props.activities);
  const code = Form.useWatch('activity', form) ?? initial.activity;
  const channel = Form.useWatch('channel', form) ?? initial.channel;
  const activity = props.activities.find((each) => each.code === code);
  const change = (changed: Partial<Values>): void => {
    const chosen = props.activities.find((each) => each.code === changed.activity);
    if (chosen !== undefined) form.setFieldsValue(usualOf(chosen));
  };
  const channelName = (each: string): string => (each === 'none' ? t('noChannel') : word('channel', each));
  return (
    <Form
      form={form}
      layout="vertical"
      className="question"
      initialValues={initial}
      onValuesChange={change}
      onFinish={(values) => props.onAsk(questionOf(props.person, values))}
    >
      <Form.Item name="activity" label={t('activity')} rules={[{ required: true }]}>
        <Select options={props.activities.map((each) => ({ value: each.code, label: pick(each.name) }))} />
      </Form.Item>
      <Form.Item name="operation" label={t('operation')} rules={[{ required: true }]}>
        <Select options={(activity?.operations ?? []).map((each) => ({ value: each, label: word('op', each) }))} />
      </Form.Item>
      <Form.Item name="channel" label={t('channel')} rules={[{ required: true }]}>
        <Select
          options={[...(activity?.channels ?? []), 'none'].map((each) => ({ value: each, label: channelName(each) }))}
        />
      </Form.Item>
      {(activity?.recipients ?? []).length === 0 ? null : (
        <Form.Item name="recipient" label={t('recipient')}>
          <Select
            allowClear
            placeholder={t('noRecipient')}
            options={(activity?.recipients ?? []).map((each, index) => ({ value: index, label: each.name }))}
          />
        </Form.Item>
      )}
      <Form.Item
        name="at"
        label={t('moment')}
        rules={[{ pattern: MINUTE, message: t('momentForm') }]}
        // Typed as it is read, kept as it stands in the address.
        getValueProps={(at: string | undefined) => ({ value: (at ?? '').replace('T', ' ') })}
        getValueFromEvent={(event: ChangeEvent<HTMLInputElement>) => event.target.value.trim().replace(/ +/, 'T')}
      >
        <Input placeholder="2026-11-11 20:00" maxLength={16} />
      </Form.Item>
      <div className="question-foot">
        {channel === 'none' ? null : (
          <>
            <Form.Item name="senderIdentity" valuePropName="checked" noStyle>
              <Checkbox>{t('sender')}</Checkbox>
            </Form.Item>
            <Form.Item name="optOutIncluded" valuePropName="checked" noStyle>
              <Checkbox>{t('optOut')}</Checkbox>
            </Form.Item>
          </>
        )}
        <Button type="primary" htmlType="submit" loading={props.asking}>
          {t('ask')}
        </Button>
      </div>
    </Form>
  );
}

function usualOf(activity: AskedActivity | undefined) {
  const operations = activity?.operations ?? [];
  return {
    operation: (operations.includes('use') ? 'use' : operations[0]) ?? '',
    channel: activity?.channels[0] ?? 'none',
    recipient: null,
  };
}

function firstQuestion(activities: readonly AskedActivity[]): Values {
  const activity = activities.find((each) => each.channels.length > 0) ?? activities[0];
  return {
    activity: activity?.code ?? '',
    ...usualOf(activity),
    at: '',
    senderIdentity: true,
    optOutIncluded: true,
  };
}

// What the form does not show has no value in it: a message's marks without a channel, a recipient where there is none.
function questionOf(person: string, values: Partial<Values>): Question {
  const { activity = '', operation = '', channel = 'none', senderIdentity = true, optOutIncluded = true } = values;
  const { at = '', recipient = null } = values;
  return { person, activity, operation, channel, at: at.slice(0, 16), senderIdentity, optOutIncluded, recipient };
}
