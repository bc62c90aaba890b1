import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { ApiError, api } from '../../../ui/api.ts';
import { settingsText } from '../../../ui/i18n/settings.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { translate, useText } from '../../../ui/i18n/translate.ts';
import { BilingualItem } from '../../parts/bilingual-item.tsx';
import { FormProblem } from '../../parts/form-problem.tsx';
import { useGoToAt } from '../../parts/go-to-field.ts';
import { Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';

interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** The handler's profile as `GET /api/v1/handler` answers it. */
interface Handler {
  readonly name: Bilingual;
  readonly unifiedCode?: string;
  readonly address: Bilingual;
  readonly phone?: string;
  readonly email?: string;
  readonly responsible: Bilingual;
  readonly rightsMethod: Bilingual;
  readonly complaints: Bilingual;
  readonly childrenContact?: Bilingual;
  readonly storage?: Bilingual;
  readonly safeguards?: Bilingual;
  readonly miniProgram?: Bilingual;
}

const OPTIONAL = ['unifiedCode', 'phone', 'email'] as const;
const OPTIONAL_TEXTS = ['childrenContact', 'storage', 'safeguards', 'miniProgram'] as const;

/** The profile of the handler: everything that PIPL 17, 52 and NDSR 20 want every notice to say about it. */
export function HandlerPanel() {
  const { t } = useText(settingsText);
  const handler = useQuery({ queryKey: ['handler'], queryFn: storedHandler });
  return (
    <Panel title={t('handler')} note={t(handler.data === null ? 'handlerMissing' : 'handlerNote')}>
      <QueryState query={handler} rows={8}>
        {(stored) => <HandlerForm stored={stored} />}
      </QueryState>
    </Panel>
  );
}

function HandlerForm(props: { stored: Handler | null }) {
  const { t } = useText(settingsText);
  const frame = useText(shell);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Handler>();
  useGoToAt('handler');
  const save = useMutation({
    mutationFn: (values: Handler) => api<Handler>('/api/v1/handler', { method: 'PUT', body: bodyOf(values) }),
    onSuccess: async () => {
      void message.success(frame.t('saved'));
      await queries.invalidateQueries({ queryKey: ['handler'] });
    },
  });
  useUnsavedForm(form, save);
  const contact = ({ getFieldValue }: { getFieldValue: (name: string) => unknown }) => ({
    validator: () =>
      `${getFieldValue('phone') ?? ''}${getFieldValue('email') ?? ''}`.trim() === ''
        ? Promise.reject(new Error(t('contactMissing')))
        : Promise.resolve(),
  });
  return (
    <Form
      name="handler"
      className="calm-form"
      form={form}
      layout="vertical"
      scrollToFirstError={{ block: 'center' }}
      initialValues={props.stored ?? beginning()}
      onFinish={(values) => save.mutate(values)}
    >
      <FormProblem form={form} error={save.error} />
      <BilingualItem name="name" label={t('name')} hint={t('nameHint')} maxLength={300} />
      <BilingualItem name="address" label={t('address')} maxLength={500} />
      <div className="pair">
        <Form.Item name="phone" label={t('phone')} extra={t('contactHint')} dependencies={['email']} rules={[contact]}>
          <Input type="tel" maxLength={50} />
        </Form.Item>
        <Form.Item name="email" label={t('email')} rules={[{ type: 'email' }]}>
          <Input maxLength={200} />
        </Form.Item>
      </div>
      <div className="pair">
        <Form.Item
          name="unifiedCode"
          label={t('unifiedCode')}
          extra={t('unifiedCodeHint')}
          rules={[{ pattern: /^[0-9A-Z]{18}$/, message: t('unifiedCodeHint') }]}
        >
          <Input maxLength={18} />
        </Form.Item>
      </div>
      <BilingualItem name="responsible" label={t('responsible')} hint={t('responsibleHint')} maxLength={500} />
      <BilingualItem name="rightsMethod" label={t('rightsMethod')} hint={t('rightsMethodHint')} rows={2} />
      <BilingualItem name="complaints" label={t('complaints')} hint={t('complaintsHint')} maxLength={500} />
      <details className="more">
        <summary>{t('morePapers')}</summary>
        {OPTIONAL_TEXTS.map((name) => (
          <BilingualItem
            key={name}
            name={name}
            label={t(name)}
            hint={t(`${name}Hint`)}
            required={false}
            maxLength={1000}
          />
        ))}
      </details>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('save')}
      </Button>
    </Form>
  );
}

async function storedHandler(): Promise<Handler | null> {
  try {
    return await api<Handler>('/api/v1/handler');
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === 'register.handler-unknown') return null;
    throw error;
  }
}

// The privacy centre does what the law asks here, so its address is a truthful beginning.
function beginning(): Partial<Handler> {
  const url = `${window.location.origin}/me`;
  const text = (locale: 'zh' | 'en') => translate(settingsText.rightsMethodDefault, locale, { url });
  return { rightsMethod: { zh: text('zh'), en: text('en') } };
}

function bodyOf(values: Handler): unknown {
  const blank = (text: string | undefined) => (text ?? '').trim() === '';
  const empty: readonly string[] = [
    ...OPTIONAL.filter((name) => blank(values[name])),
    ...OPTIONAL_TEXTS.filter((name) => blank(values[name]?.zh) && blank(values[name]?.en)),
  ];
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => !empty.includes(name))
      .map(([name, value]) => [name, OPTIONAL_TEXTS.some((each) => each === name) ? inBoth(value) : value]),
  );
}

function inBoth({ zh, en }: Partial<Bilingual>): Bilingual {
  return { zh: zh ?? '', en: en ?? '' };
}
