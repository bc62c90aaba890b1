import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form } from 'antd';
import { useState } from 'react';
import { evidenceText } from '../../../ui/i18n/evidence.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Masked } from '../../parts/masked.tsx';
import { EmptyState, PageHead, Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { makeBundle, type Redaction } from '../desk/files.ts';
import { RedactItem } from '../desk/redact-item.tsx';
import { FILES_KEY, WaitingFiles } from '../desk/waiting-files.tsx';
import type { Person } from '../persons/person.ts';
import { PersonSearch } from '../persons/person-search.tsx';
import { ActivityBundle } from './activity-bundle.tsx';

const COMMAND = 'npm run --silent verify -- zhinuo-evidence-bundle.json';

/** 证据包: find a person by an exact value and download the file that proves itself. */
export function Page() {
  const { t } = useText(evidenceText);
  const frame = useText(shell);
  const may = useMay();
  const [found, setFound] = useState<readonly Person[] | null>(null);
  return (
    <>
      <PageHead title={frame.t('page.bundles')} purpose={t('bundlesPurpose')} />
      {may('customers.read-person') ? (
        <Panel title={t('who')} note={t('whoNote')}>
          <PersonSearch onFound={setFound} />
          {found === null ? null : found.length === 0 ? (
            <EmptyState title={t('nobody')} text={t('nobodyText')} />
          ) : (
            <Found people={found} />
          )}
        </Panel>
      ) : null}
      <ActivityBundle />
      <WaitingFiles />
      <Panel
        title={t('verify')}
        note={t('verifierNote')}
        extra={
          <Button href="/verify" target="_blank" rel="noopener">
            {t('openVerifier')}
          </Button>
        }
      >
        <Copyable text={COMMAND} />
      </Panel>
    </>
  );
}

function Found(props: { people: readonly Person[] }) {
  const { t } = useText(evidenceText);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ redact?: readonly Redaction[] }>();
  const download = useMutation({
    mutationFn: (person: string) => makeBundle({ person, redact: form.getFieldsValue().redact ?? [] }),
    onSuccess: async () => {
      void message.success(t('downloaded'));
      await queries.invalidateQueries({ queryKey: FILES_KEY });
    },
  });
  return (
    <div className="after-form">
      <ProblemAlert error={download.error} />
      <Form form={form} layout="vertical">
        <RedactItem />
      </Form>
      <SimpleTable
        rows={props.people}
        rowKey={(row) => row.id}
        columns={[
          { title: t('person'), render: (_, row) => <Copyable text={row.id} short={13} /> },
          { title: t('name'), render: (_, row) => <Masked value={row.fields?.['name']} /> },
          { title: t('mobile'), render: (_, row) => <Masked value={row.fields?.['mobile']} /> },
          { title: t('email'), render: (_, row) => <Masked value={row.fields?.['email']} /> },
          { title: t('since'), render: (_, row) => <When at={row.createdAt} /> },
          {
            title: '',
            render: (_, row) => (
              <Button
                type="primary"
                size="small"
                loading={download.isPending && download.variables === row.id}
                onClick={() => download.mutate(row.id)}
              >
                {t('download')}
              </Button>
            ),
          },
        ]}
      />
    </div>
  );
}
