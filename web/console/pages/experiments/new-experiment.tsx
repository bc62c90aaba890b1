import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber, Modal, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { experimentsText } from '../../../ui/i18n/experiments.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { BilingualItem } from '../../parts/bilingual-item.tsx';
import { FormProblem } from '../../parts/form-problem.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { useTargetName } from './experiment.ts';

interface Text {
  readonly zh?: string;
  readonly en?: string;
}

interface Variant {
  readonly words?: Record<string, Text> & { readonly consents?: Record<string, Text> };
  readonly looks?: { readonly position?: string; readonly consents?: string };
}

interface Values {
  readonly name: string;
  readonly code: string;
  readonly target: string;
  readonly activity: string;
  readonly needed: number;
  readonly variants: readonly [Variant, Variant];
}

interface Asking {
  readonly code: string;
  readonly marketing?: string;
  readonly consents?: readonly { readonly control: string; readonly activities: readonly string[] }[];
  readonly activities?: readonly string[];
}

/** Starts an experiment with a second wording; every reason of the lint stands at its field. */
export function NewExperiment(props: { onClose: () => void; onStarted: (code: string) => void }) {
  const { t, list } = useText(experimentsText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const target = Form.useWatch('target', form);
  const { nameOf } = useActivityName();
  const nameOfTarget = useTargetName();
  const targets = useQuery({ queryKey: ['experiment-targets'], queryFn: readTargets });
  const chosen = targets.data?.find(({ key }) => key === target);
  const start = useMutation({
    mutationFn: (values: Values) =>
      api<{ code: string }>('/api/v1/experiments', { method: 'POST', body: planOf(values) }),
    onSuccess: async ({ code }) => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onStarted(code);
    },
  });
  const leave = useUnsavedForm(form, start);
  const second = ['variants', 1];
  const places =
    chosen?.kind === 'form' ? (['title', 'intro'] as const) : (['ask', 'free', 'grant', 'refuse'] as const);
  return (
    <Modal
      open
      width={760}
      title={t('new')}
      okText={t('start')}
      cancelText={frame.t('cancel')}
      confirmLoading={start.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <FormProblem form={form} error={start.error ?? targets.error} />
      <Form<Values>
        name="experiment"
        form={form}
        layout="vertical"
        initialValues={{ needed: 1000 }}
        onFinish={(values) => start.mutate(values)}
      >
        <Form.Item name="name" label={t('name')} rules={[{ required: true }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item
          name="code"
          label={t('code')}
          extra={t('codeHint')}
          rules={[{ required: true, pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/ }]}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="target" label={t('target')} rules={[{ required: true }]}>
          <Select
            options={(targets.data ?? []).map(({ key, kind, code }) => ({
              value: key,
              label: nameOfTarget(kind === 'form' ? { form: code } : { site: code }),
            }))}
          />
        </Form.Item>
        <Form.Item name="activity" label={t('activity')} rules={[{ required: true }]}>
          <Select options={(chosen?.activities ?? []).map((value) => ({ value, label: nameOf(value) }))} />
        </Form.Item>
        <Form.Item name="needed" label={t('needed')} extra={t('neededHint')} rules={[{ required: true }]}>
          <InputNumber min={100} max={1_000_000} step={100} />
        </Form.Item>
        {chosen === undefined ? null : (
          <>
            <h3>{t('usual')}</h3>
            <p className="muted">{t('leave')}</p>
            {places.map((place) => (
              <BilingualItem
                key={place}
                name={[...second, 'words', place]}
                label={t(`words.${place}`)}
                required={false}
                maxLength={300}
              />
            ))}
            {chosen.controls.map(({ control, activities }) => (
              <BilingualItem
                key={control}
                name={[...second, 'words', 'consents', control]}
                label={t('words.consents', { name: list(activities.map(nameOf)) })}
                required={false}
                maxLength={300}
              />
            ))}
            {chosen.kind === 'form' ? (
              <LookItem
                name={[...second, 'looks', 'consents']}
                label={t('order')}
                words={['order.last', 'order.first']}
              />
            ) : (
              <LookItem
                name={[...second, 'looks', 'position']}
                label={t('position')}
                words={['position.bottom', 'position.middle']}
              />
            )}
          </>
        )}
      </Form>
    </Modal>
  );
}

function LookItem(props: {
  name: (string | number)[];
  label: string;
  words: readonly (keyof typeof experimentsText)[];
}) {
  const { t } = useText(experimentsText);
  return (
    <Form.Item name={props.name} label={props.label}>
      <Select allowClear options={props.words.map((word) => ({ value: word.split('.')[1], label: t(word) }))} />
    </Form.Item>
  );
}

interface Target {
  readonly key: string;
  readonly kind: 'form' | 'site';
  readonly code: string;
  readonly activities: readonly string[];
  readonly controls: readonly { readonly control: string; readonly activities: readonly string[] }[];
}

async function readTargets(): Promise<Target[]> {
  const [forms, sites] = await Promise.all([
    api<{ items: readonly Asking[] }>('/api/v1/forms'),
    api<{ items: readonly (Asking & { revokedAt: string | null })[] }>('/api/v1/site-keys'),
  ]);
  return [
    ...forms.items.map(({ code, marketing, consents = [] }): Target => {
      const asked =
        marketing === undefined ? consents : [{ control: 'marketing', activities: [marketing] }, ...consents];
      return {
        ...{ key: `form:${code}`, kind: 'form', code },
        activities: [...new Set(asked.flatMap(({ activities }) => activities))],
        controls: asked.map(({ control, activities }) => ({ control, activities })),
      };
    }),
    ...sites.items.flatMap(({ code, activities = [], revokedAt }): Target[] =>
      revokedAt === null ? [{ key: `site:${code}`, kind: 'site', code, activities, controls: [] }] : [],
    ),
  ];
}

function planOf({ target, variants, ...rest }: Values) {
  const [kind, code] = target.split(':');
  return {
    ...rest,
    target: kind === 'form' ? { form: code } : { site: code },
    variants: [{ code: 'a' }, { code: 'b', ...filled(variants[1]) }],
  };
}

// A text left empty in both languages stays as it is; one that is half written goes to the server, which says what is missing.
function filled(variant: Variant | undefined): Variant {
  const written = (text: Text | undefined): boolean => (text?.zh ?? '') !== '' || (text?.en ?? '') !== '';
  const only = (texts: Record<string, Text> = {}) =>
    Object.fromEntries(
      Object.entries(texts).flatMap(([place, text]) =>
        written(text) ? [[place, { zh: text.zh ?? '', en: text.en ?? '' }]] : [],
      ),
    );
  const { consents, ...places } = variant?.words ?? {};
  const words = { ...only(places as Record<string, Text>) };
  const boxes = only(consents);
  const all = Object.keys(boxes).length > 0 ? { ...words, consents: boxes } : words;
  const looks = Object.fromEntries(Object.entries(variant?.looks ?? {}).filter(([, value]) => value !== undefined));
  return {
    ...(Object.keys(all).length > 0 ? { words: all as NonNullable<Variant['words']> } : {}),
    ...(Object.keys(looks).length > 0 ? { looks } : {}),
  };
}
