import { useQuery } from '@tanstack/react-query';
import { Button, Form, type FormInstance, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { announce } from '../../../ui/announce.ts';
import { api } from '../../../ui/api.ts';
import { formsText } from '../../../ui/i18n/forms.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { definitionFrom, type FormValues } from './form-values.ts';

/** How the form looks on a phone of 360 px, as the server renders it; looking records nothing as shown. */
export function FormPreview(props: { form: FormInstance<FormValues> }) {
  const { t, locale: read } = useText(formsText);
  const [locale, setLocale] = useState<'zh-CN' | 'en'>(read === 'en' ? 'en' : 'zh-CN');
  const [asked, setAsked] = useState<unknown>();
  const values = Form.useWatch((all: FormValues) => all, { form: props.form, preserve: true });
  const query = useQuery({
    queryKey: ['form-preview', asked, locale],
    queryFn: ({ signal }) => {
      const body = { ...(asked as object), locale };
      return api<{ html: string }>('/api/v1/forms/previews', { method: 'POST', body, signal });
    },
    enabled: asked !== undefined,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { isSuccess } = query;
  useEffect(() => {
    if (isSuccess && asked !== undefined) announce(t('previewShown'));
  }, [isSuccess, asked, t]);
  const look = (): void => {
    if (values === undefined) return;
    const { active: _active, ...definition } = definitionFrom(props.form.getFieldsValue(true) as FormValues, true);
    setAsked(definition);
  };
  return (
    <aside className="builder-preview">
      <Panel
        title={t('preview')}
        note={t('previewNote')}
        extra={
          <Segmented
            aria-label={t('previewLanguage')}
            size="small"
            value={locale}
            onChange={setLocale}
            options={[
              { value: 'zh-CN', label: t('chinese') },
              { value: 'en', label: t('english') },
            ]}
          />
        }
      >
        <Button block onClick={look} loading={query.isFetching}>
          {t('look')}
        </Button>
        <ProblemAlert error={query.error} />
        {query.data === undefined ? null : (
          // No script runs in it and nothing can be sent from it.
          <iframe className="phone" title={t('preview')} sandbox="allow-same-origin" srcDoc={query.data.html} />
        )}
      </Panel>
    </aside>
  );
}
