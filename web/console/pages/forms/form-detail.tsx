import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Space } from 'antd';
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
import { useCaptureNames } from '../../parts/use-capture-names.ts';
import { useMay } from '../../session.ts';
import { consentsOf, definitionOf, type HostedForm } from './form.ts';

/** One form: its address as link, QR code and snippet, who answered and agreed, and its settings. */
export function FormDetail(props: { form: HostedForm; onBack: () => void; onEdit: () => void }) {
  const { t, pick } = useText(formsText);
  const frame = useText(shell);
  const may = useMay();
  const queries = useQueryClient();
  const { form } = props;
  const toggle = useMutation({
    mutationFn: () => api('/api/v1/forms', { method: 'POST', body: { ...definitionOf(form), active: !form.active } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list'] }),
  });
  const actions = may('capture.manage') ? (
    <Space wrap>
      <Button onClick={props.onEdit}>{t('edit')}</Button>
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
      {form.embedOn === undefined || form.embedOn.length === 0 ? null : <SnippetPanel form={form} />}
      <SettingsPanel form={form} />
    </>
  );
}

function LinkPanel(props: { form: HostedForm }) {
  const { t } = useText(formsText);
  const { code, url } = props.form;
  const address = new URL(url, window.location.origin).href;
  const picture = `/api/v1/forms/${code}/qr`;
  return (
    <Panel title={t('link')} note={t('linkNote')}>
      <div className="qr">
        <img src={`${picture}.svg`} alt={t('qrOf', { address })} width={168} height={168} />
        <div className="qr-side">
          <Copyable text={address} />
          <Space wrap>
            <Button href={`${picture}.png`} download={`${code}.png`}>
              {t('downloadPng')}
            </Button>
            <Button href={`${picture}.svg`} download={`${code}.svg`}>
              {t('downloadSvg')}
            </Button>
            <Button href={url} target="_blank" rel="noreferrer">
              {t('visit')}
            </Button>
          </Space>
        </div>
      </div>
    </Panel>
  );
}

function SnippetPanel(props: { form: HostedForm }) {
  const { t, pick, list } = useText(formsText);
  const { form } = props;
  const address = new URL(`${form.url}/embed`, window.location.origin).href;
  const title = pick(form.title).replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const snippet = `<iframe src="${address}" title="${title}" loading="lazy" style="width:100%;height:900px;border:0"></iframe>`;
  return (
    <Panel title={t('snippet')} note={t('snippetNote', { origins: list(form.embedOn ?? []) })}>
      <Copyable text={snippet} />
    </Panel>
  );
}

function SettingsPanel(props: { form: HostedForm }) {
  const { t, list, pick } = useText(formsText);
  const { nameOf } = useActivityName();
  const names = useCaptureNames();
  const { form } = props;
  const fields = form.fields.map(({ field, required, label }) => {
    const name = label === undefined ? t(`field.${field}`) : pick(label);
    return required ? `${name} (${t('required')})` : name;
  });
  const consents = consentsOf(form).map(({ control, activities, kind }) => (
    <li key={control}>
      {list(activities.map(nameOf))} ({t(`kind.${kind}`)}) <span className="mono muted">{control}</span>
    </li>
  ));
  return (
    <Panel title={t('settings')}>
      <Facts
        items={[
          [t('brand'), names.brand(form.brand)],
          [t('notice'), names.notice(form.notice)],
          [t('activity'), nameOf(form.activity)],
          [t('minimumAge'), t(`age.${form.minimumAge ?? 18}`)],
          [t('fields'), list(fields)],
          [
            t('consents'),
            consents.length === 0 ? (
              t('consentsNone')
            ) : (
              <ul key="consents" className="plain">
                {consents}
              </ul>
            ),
          ],
        ]}
      />
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
