import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { deskText } from '../../../ui/i18n/desk.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { FormProblem } from '../../parts/form-problem.tsx';
import { PageHead, Panel } from '../../parts/page-head.tsx';
import type { LetterSearch } from './letter-search.ts';
import { PaperDialog } from './paper-dialog.tsx';
import { SearchResult } from './search-result.tsx';
import { FILES_KEY, WaitingFiles } from './waiting-files.tsx';

interface Values {
  readonly number: string;
  readonly reason: string;
}

/** 举证台: from the number in a letter to a 情况说明 and a bundle. */
export function Page() {
  const { t } = useText(deskText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [about, setAbout] = useState<{ readonly person: string | null }>();
  const search = useMutation({
    mutationFn: (values: Values) => api<LetterSearch>('/api/v1/evidence/searches', { method: 'POST', body: values }),
    onSuccess: () => queries.invalidateQueries({ queryKey: FILES_KEY }),
  });
  return (
    <>
      <PageHead title={frame.t('page.desk')} purpose={t('purpose')} />
      <Panel title={t('letter')} note={t('letterNote')}>
        <FormProblem form={form} error={search.error} />
        <Form form={form} layout="vertical" className="calm-form" onFinish={(values) => search.mutate(values)}>
          <div className="pair">
            <Form.Item
              name="number"
              label={t('number')}
              rules={[{ required: true, whitespace: true, message: t('numberNeeded') }]}
            >
              <Input autoComplete="off" autoFocus maxLength={254} />
            </Form.Item>
            <Form.Item
              name="reason"
              label={t('reason')}
              rules={[{ required: true, whitespace: true, message: t('reasonNeeded') }]}
            >
              <Input autoComplete="off" maxLength={500} />
            </Form.Item>
          </div>
          <Button type="primary" htmlType="submit" loading={search.isPending}>
            {t('find')}
          </Button>
        </Form>
      </Panel>
      {search.data === undefined ? null : (
        <SearchResult search={search.data} onPaper={(person) => setAbout({ person })} />
      )}
      <WaitingFiles />
      {about === undefined || search.data === undefined ? null : (
        <PaperDialog search={search.data.id} person={about.person} onClose={() => setAbout(undefined)} />
      )}
    </>
  );
}
