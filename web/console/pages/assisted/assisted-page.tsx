import { Form, Select, Tabs } from 'antd';
import { useState } from 'react';
import { assistedText } from '../../../ui/i18n/assisted.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { EmptyState, PageHead } from '../../parts/page-head.tsx';
import { useItems } from '../../parts/use-items.ts';
import { CallTab } from './call-tab.tsx';
import { CounterTab } from './counter-tab.tsx';
import { PaperTab } from './paper-tab.tsx';

interface FormRow {
  readonly code: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly active: boolean;
}

/** 现场采集: what staff help with at a counter, on the phone and with paper. */
export function Page() {
  const { t, pick } = useText(assistedText);
  const frame = useText(shell);
  const forms = useItems<FormRow>('/api/v1/forms').rows.filter(({ active }) => active);
  const [chosen, setChosen] = useState<string>();
  const form = chosen ?? forms[0]?.code;
  return (
    <>
      <PageHead title={frame.t('page.assisted')} purpose={t('purpose')} />
      {form === undefined ? (
        <EmptyState title={t('noForm')} text={t('purpose')} />
      ) : (
        <>
          <Form layout="vertical">
            <Form.Item label={t('form')} htmlFor="assisted-form" style={{ maxWidth: 420 }}>
              <Select
                id="assisted-form"
                value={form}
                onChange={setChosen}
                options={forms.map(({ code, title }) => ({ value: code, label: pick(title) }))}
              />
            </Form.Item>
          </Form>
          <Tabs
            items={[
              { key: 'counter', label: t('tab.counter'), children: <CounterTab key={form} form={form} /> },
              { key: 'call', label: t('tab.call'), children: <CallTab key={form} form={form} /> },
              { key: 'paper', label: t('tab.paper'), children: <PaperTab key={form} form={form} /> },
            ]}
          />
        </>
      )}
    </>
  );
}
