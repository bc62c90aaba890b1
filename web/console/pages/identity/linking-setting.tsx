import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Popconfirm, Select, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { identityText } from '../../../ui/i18n/identity.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ProblemAlert } from '../../parts/query-state.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useMay } from '../../session.ts';
import type { LinkingState } from './identity.ts';

/** Under which activity records are linked, or that none permits it. */
export function LinkingSetting(props: { state: LinkingState }) {
  const { t, pick } = useText(identityText);
  const frame = useText(shell);
  const may = useMay();
  const { nameOf, activities } = useActivityName();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<string>();
  const permit = useMutation({
    mutationFn: (activity: string | null) => api('/api/v1/identity', { method: 'PUT', body: { activity } }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const { activity } = props.state;
  if (activity !== null)
    return (
      <Space wrap className="linking-setting">
        <span>
          {t('permittedBy')}
          <strong>{nameOf(activity)}</strong>
        </span>
        {may('customers.permit-linking') ? (
          <Popconfirm
            title={t('stop')}
            description={t('stopText')}
            okText={t('stop')}
            cancelText={frame.t('cancel')}
            onConfirm={() => permit.mutate(null)}
          >
            <Button size="small" loading={permit.isPending}>
              {t('stop')}
            </Button>
          </Popconfirm>
        ) : null}
        <ProblemAlert error={permit.error} />
      </Space>
    );
  return (
    <Alert
      type="warning"
      showIcon
      role="status"
      title={t('notPermitted')}
      description={
        <>
          <p>{t('notPermittedText')}</p>
          {may('customers.permit-linking') ? (
            <Space wrap>
              <Select
                aria-label={t('choose')}
                placeholder={t('choose')}
                style={{ minWidth: 220 }}
                {...(chosen === undefined ? {} : { value: chosen })}
                onChange={setChosen}
                options={activities.map((each) => ({ value: each.code, label: pick(each.name) }))}
              />
              <Button
                type="primary"
                disabled={chosen === undefined}
                loading={permit.isPending}
                onClick={() => permit.mutate(chosen ?? null)}
              >
                {t('permit')}
              </Button>
            </Space>
          ) : null}
          <ProblemAlert error={permit.error} />
        </>
      }
    />
  );
}
