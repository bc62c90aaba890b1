import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Select, Space } from 'antd';
import { useContext, useState } from 'react';
import { api } from '../../../ui/api.ts';
import { staffText } from '../../../ui/i18n/staff.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel, StateTag } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { SimpleTable } from '../../parts/simple-table.tsx';
import { useItems } from '../../parts/use-items.ts';
import { When } from '../../parts/when.tsx';
import { SessionContext, useMay } from '../../session.ts';
import { InviteDialog, LinkDialog, type OneTimeLink } from './invite-dialog.tsx';
import { ROLES, type Role } from './role.ts';

interface Member {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly state: 'invited' | 'active' | 'disabled';
  readonly createdAt: string;
}

const TONES = { invited: 'wait', active: 'good', disabled: 'none' } as const;

/** The members of staff: role, state, invitation and disabling. */
export function Members() {
  const { t } = useText(staffText);
  const may = useMay();
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<OneTimeLink | null>(null);
  const list = useItems<Member>('/api/v1/staff');
  const active = list.rows.filter((row) => row.state === 'active').length;
  return (
    <Panel
      title={t('members')}
      {...(list.query.isSuccess ? { note: t('membersNote', { count: list.rows.length, active }) } : {})}
      extra={
        may('access.manage-staff') ? (
          <Button type="primary" onClick={() => setInviting(true)}>
            {t('invite')}
          </Button>
        ) : null
      }
    >
      <QueryState query={list.query} rows={3}>
        {() => (
          <SimpleTable
            rows={list.rows}
            rowKey={(row) => row.id}
            columns={[
              { title: t('name'), render: (_, row) => <strong>{row.name}</strong> },
              { title: t('email'), dataIndex: 'email' },
              { title: t('role'), render: (_, row) => <RoleChoice member={row} /> },
              {
                title: t('state'),
                render: (_, row) => <StateTag tone={TONES[row.state]}>{t(`state.${row.state}`)}</StateTag>,
              },
              { title: t('since'), render: (_, row) => <When at={row.createdAt} /> },
              {
                title: '',
                render: (_, row) => (may('access.manage-staff') ? <Acts member={row} onLink={setLink} /> : null),
              },
            ]}
          />
        )}
      </QueryState>
      {inviting ? (
        <InviteDialog
          onClose={() => setInviting(false)}
          onInvited={(made) => {
            setInviting(false);
            setLink(made);
          }}
        />
      ) : null}
      {link === null ? null : <LinkDialog link={link} onClose={() => setLink(null)} />}
    </Panel>
  );
}

function RoleChoice(props: { member: Member }) {
  const { t } = useText(staffText);
  const may = useMay();
  const session = useContext(SessionContext);
  const queries = useQueryClient();
  const { member } = props;
  const change = useMutation({
    mutationFn: (role: Role) => api(`/api/v1/staff/${member.id}/role`, { method: 'PUT', body: { role } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list'] }),
  });
  if (!may('access.manage-staff') || member.id === session?.id || member.state === 'disabled')
    return <>{t(`role.${member.role}`)}</>;
  return (
    <>
      <Select
        aria-label={`${t('role')} ${member.name}`}
        size="small"
        style={{ width: 128 }}
        value={member.role}
        loading={change.isPending}
        onChange={(role) => change.mutate(role)}
        options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
      />
      <ProblemAlert error={change.error} />
    </>
  );
}

function Acts(props: { member: Member; onLink: (link: OneTimeLink) => void }) {
  const { t } = useText(staffText);
  const { modal } = App.useApp();
  const session = useContext(SessionContext);
  const queries = useQueryClient();
  const { member } = props;
  const again = useMutation({
    mutationFn: () => api<OneTimeLink>(`/api/v1/staff/${member.id}/invitations`, { method: 'POST' }),
    onSuccess: props.onLink,
  });
  const disable = useMutation({
    mutationFn: () => api(`/api/v1/staff/${member.id}/disable`, { method: 'POST' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list'] }),
  });
  const ask = (): void =>
    void modal.confirm({
      title: t('disableTitle', { name: member.name }),
      content: t('disableText'),
      okText: t('disable'),
      okButtonProps: { danger: true },
      onOk: () => disable.mutateAsync().catch(() => undefined),
    });
  return (
    <>
      <Space>
        {member.state === 'invited' ? (
          <Button size="small" loading={again.isPending} onClick={() => again.mutate()}>
            {t('inviteAgain')}
          </Button>
        ) : null}
        {member.state === 'disabled' || member.id === session?.id ? null : (
          <Button size="small" danger onClick={ask}>
            {t('disable')}
          </Button>
        )}
      </Space>
      <ProblemAlert error={again.error ?? disable.error} />
    </>
  );
}
