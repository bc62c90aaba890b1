import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, QRCode, Space } from 'antd';
import { useRef, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { formatCount, formatShare } from '../../../ui/format.ts';
import { formsText } from '../../../ui/i18n/forms.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Facts } from '../../parts/facts.tsx';
import { PageHead, Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { ShareBar } from '../../parts/share-bar.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useMay } from '../../session.ts';
import { palette } from '../../theme.ts';
import { definitionOf, type HostedForm } from './form.ts';
import { FormDialog } from './form-dialog.tsx';

/** One form: its address as link and QR code, who answered and agreed, and its settings. */
export function FormDetail(props: { form: HostedForm; onBack: () => void }) {
  const { t, pick, list } = useText(formsText);
  const frame = useText(shell);
  const may = useMay();
  const queries = useQueryClient();
  const [editing, setEditing] = useState(false);
  const { nameOf } = useActivityName();
  const { form } = props;
  const toggle = useMutation({
    mutationFn: () => api('/api/v1/forms', { method: 'POST', body: { ...definitionOf(form), active: !form.active } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list'] }),
  });
  const actions = may('capture.manage') ? (
    <Space wrap>
      <Button onClick={() => setEditing(true)}>{t('edit')}</Button>
      <Button danger={form.active} loading={toggle.isPending} onClick={() => toggle.mutate()}>
        {t(form.active ? 'close' : 'reopen')}
      </Button>
    </Space>
  ) : null;
  return (
    <>
      <PageHead
        back={{ label: frame.t('page.forms'), onBack: props.onBack }}
        title={pick(form.title)}
        purpose={<StateTag tone={form.active ? 'good' : 'none'}>{t(form.active ? 'open' : 'closed')}</StateTag>}
        actions={actions}
      />
      <ProblemAlert error={toggle.error} />
      <div className="grid">
        <LinkPanel form={form} />
        <AnswersPanel form={form} />
      </div>
      <Panel title={t('settings')}>
        <Facts
          items={[
            [t('brand'), form.brand],
            [t('notice'), form.notice],
            [t('activity'), nameOf(form.activity)],
            [t('marketing'), nameOf(form.marketing)],
            [
              t('fields'),
              list(
                form.fields.map(({ field, required }) => t(`field.${field}`) + (required ? ` (${t('required')})` : '')),
              ),
            ],
          ]}
        />
      </Panel>
      {editing ? <FormDialog form={form} onClose={() => setEditing(false)} onSaved={() => setEditing(false)} /> : null}
    </>
  );
}

function LinkPanel(props: { form: HostedForm }) {
  const { t } = useText(formsText);
  const holder = useRef<HTMLDivElement>(null);
  const address = new URL(props.form.url, window.location.origin).href;
  const save = (): void => {
    const picture = holder.current?.querySelector('canvas')?.toDataURL('image/png');
    if (picture === undefined) return;
    const link = document.createElement('a');
    link.href = picture;
    link.download = `${props.form.code}.png`;
    link.click();
  };
  return (
    <Panel title={t('link')} note={t('linkNote')}>
      <div className="qr" ref={holder}>
        <QRCode
          aria-label={address}
          value={address}
          size={168}
          bordered={false}
          color={palette.ink}
          bgColor="#ffffff"
          errorLevel="Q"
        />
        <div className="qr-side">
          <Copyable text={address} />
          <Space wrap>
            <Button onClick={save}>{t('download')}</Button>
            <Button href={props.form.url} target="_blank" rel="noreferrer">
              {t('visit')}
            </Button>
          </Space>
        </div>
      </div>
    </Panel>
  );
}

function AnswersPanel(props: { form: HostedForm }) {
  const { t } = useText(formsText);
  const { submissions, granted } = props.form;
  const values = {
    submissions: formatCount(submissions),
    granted: formatCount(granted),
    share: formatShare(granted, submissions),
  };
  return (
    <Panel title={t('answers')} note={submissions === 0 ? t('noAnswers') : t('answersNote', values)}>
      {submissions === 0 ? null : (
        <>
          <ShareBar part={granted} whole={submissions} />
          <Facts
            items={[
              [t('submissions'), values.submissions],
              [t('granted'), values.granted],
              [t('share'), values.share],
            ]}
          />
        </>
      )}
    </Panel>
  );
}
