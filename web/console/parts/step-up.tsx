import { Form, Input } from 'antd';
import { useState } from 'react';
import { ApiError, api } from '../../ui/api.ts';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';

/**
 * Runs something that may ask for a one-time code: the first refusal makes the field appear, the next try proves the code and goes on. Spread
 * `<StepUpField>` into the form when `needed`; the form's value is called `code`.
 */
export function useStepUp() {
  const [needed, setNeeded] = useState(false);
  const run = async <T,>(code: string | undefined, work: () => Promise<T>): Promise<T> => {
    if (code !== undefined && code !== '') await api('/api/v1/session/step-up', { method: 'POST', body: { code } });
    try {
      return await work();
    } catch (error) {
      if (error instanceof ApiError && error.problem.code === 'vault.step-up-needed') setNeeded(true);
      throw error;
    }
  };
  return { needed, run };
}

/** The field for the code of the authenticator app. */
export function StepUpField() {
  const { t } = useText(shell);
  return (
    <Form.Item name="code" label={t('stepUp')} extra={t('stepUpNote')} rules={[{ required: true, pattern: /^\d{6}$/ }]}>
      <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} style={{ width: 120 }} />
    </Form.Item>
  );
}
