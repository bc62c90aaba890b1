import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Radio, Select } from 'antd';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { sourcesText } from '../../../ui/i18n/sources.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { DocumentHash, type HashedDocument } from '../../parts/document-hash.tsx';
import { FormProblem } from '../../parts/form-problem.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useUnsavedForm } from '../../parts/use-unsaved.ts';
import { CallbackKeys } from './callback-keys.tsx';
import type { SourceKind } from './source.ts';
import type { SourceKeys } from './write-key.tsx';

interface Values {
  readonly kind: SourceKind;
  readonly account?: (typeof WECHAT_ACCOUNTS)[number];
  readonly corpId?: string;
  readonly suiteId?: string;
  readonly token?: string;
  readonly aesKey?: string;
  readonly shop?: string;
  readonly appSecret?: string;
  readonly how?: string;
  readonly proof?: HashedDocument;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly code: string;
  readonly issuer?: string;
  readonly activity: string;
  readonly withoutPermission: 'drop' | 'count';
  readonly undeclared: 'report' | 'block';
}

/** What a new source answers. */
export interface MadeSource extends SourceKeys {
  readonly code: string;
}

const WECHAT_ACCOUNTS = ['official_account', 'mini_program'] as const;
const KINDS = ['tracker', 'wecom', 'wechat', 'tmall', 'webhook'] as const;

/** Sets up a source of events. */
export function NewSource(props: { onClose: () => void; onSaved: (made: MadeSource) => void }) {
  const { t, pick } = useText(sourcesText);
  const frame = useText(shell);
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { activities } = useActivityName();
  const save = useMutation({
    mutationFn: (values: Values) => api<MadeSource>('/api/v1/sources', { method: 'POST', body: bodyOf(values) }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['list'] });
      props.onSaved(made);
    },
  });
  const leave = useUnsavedForm(form, save);
  const kind = Form.useWatch('kind', form);
  return (
    <Modal
      open
      title={t('new')}
      okText={frame.t('save')}
      cancelText={frame.t('cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={() => leave(props.onClose)}
    >
      <FormProblem form={form} error={save.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{
          kind: 'tracker',
          activity: 'customer-administration',
          withoutPermission: 'drop',
          undeclared: 'report',
        }}
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item name="kind" label={t('kindOf')}>
          <Radio.Group options={KINDS.map((each) => ({ value: each, label: t(`kindOf.${each}`) }))} />
        </Form.Item>
        {kind === 'wecom' || kind === 'wechat' ? <PlatformKeys kind={kind} /> : null}
        {kind === 'tmall' ? <TmallKeys /> : null}
        <Form.Item name="nameZh" label={t('name')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="nameEn" label={t('nameEn')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="code" label={t('code')} rules={[{ required: true, pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/ }]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item
          name="issuer"
          label={t('issuer')}
          extra={t('issuerHint')}
          rules={[{ pattern: /^[a-z0-9][a-z0-9_.-]{0,63}$/ }]}
        >
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="activity" label={t('activity')} extra={t('activityHint')} rules={[{ required: true }]}>
          <Select options={activities.map((each) => ({ value: each.code, label: pick(each.name) }))} />
        </Form.Item>
        <Form.Item name="withoutPermission" label={t('withoutPermission')}>
          <Radio.Group
            options={[
              { value: 'drop', label: t('drop') },
              { value: 'count', label: t('count') },
            ]}
          />
        </Form.Item>
        <Form.Item name="undeclared" label={t('undeclared')}>
          <Radio.Group
            options={[
              { value: 'report', label: t('report') },
              { value: 'block', label: t('block') },
            ]}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function TmallKeys() {
  const { t } = useText(sourcesText);
  const needed = [{ required: true, whitespace: true }];
  return (
    <>
      <p className="panel-note">{t('tmallNote')}</p>
      <Form.Item name="shop" label={t('tmallShop')} rules={needed}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="appSecret" label="AppSecret" rules={needed}>
        <Input.Password maxLength={100} autoComplete="new-password" />
      </Form.Item>
      <Told how={t('tmallTold')} />
    </>
  );
}

function Told(props: { how: string }) {
  const { t } = useText(sourcesText);
  return (
    <>
      <Form.Item name="how" label={props.how}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="proof" label={t('toldProof')}>
        <DocumentHash />
      </Form.Item>
    </>
  );
}

function PlatformKeys(props: { kind: 'wecom' | 'wechat' }) {
  const { t } = useText(sourcesText);
  const needed = [{ required: true }];
  return (
    <>
      <p className="panel-note">{t('keysNote')}</p>
      {props.kind === 'wechat' ? (
        <Form.Item name="account" label={t('account')} rules={needed}>
          <Radio.Group options={WECHAT_ACCOUNTS.map((each) => ({ value: each, label: t(`account.${each}`) }))} />
        </Form.Item>
      ) : null}
      <Form.Item name="corpId" label={t(props.kind === 'wecom' ? 'corpId' : 'appId')} rules={needed}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      {props.kind === 'wecom' ? (
        <Form.Item name="suiteId" label={t('suiteId')} extra={t('suiteIdHint')}>
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
      ) : null}
      <CallbackKeys />
      {props.kind === 'wecom' ? <Told how={t('toldHow')} /> : null}
    </>
  );
}

function connectionOf({
  kind,
  shop = '',
  appSecret = '',
  account,
  corpId = '',
  suiteId = '',
  token = '',
  aesKey = '',
}: Values): object {
  if (kind === 'wecom') return { wecom: { corpId, token, aesKey, ...(suiteId === '' ? {} : { suiteId }) } };
  if (kind === 'wechat') return { wechat: { account, appId: corpId, token, aesKey } };
  if (kind === 'tmall') return { tmall: { shop: shop.trim(), appSecret: appSecret.trim() } };
  return kind === 'webhook' ? { webhook: { rules: [] } } : {};
}

function bodyOf(values: Values): unknown {
  const { nameZh, nameEn, issuer, activity, code, withoutPermission, undeclared, how, proof } = values;
  return {
    code,
    activity,
    withoutPermission,
    undeclared,
    ...connectionOf(values),
    ...(how === undefined || how === '' || proof === undefined ? {} : { notice: { how, proofHash: proof.hash } }),
    name: { zh: nameZh, en: nameEn },
    ...(issuer === undefined || issuer === '' ? {} : { issuer }),
  };
}
