import { MenuOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { Button, Drawer, Grid, Layout, Skeleton } from 'antd';
import { type ReactNode, useContext, useEffect, useState } from 'react';
import { api } from '../../ui/api.ts';
import { shell } from '../../ui/i18n/shell.ts';
import { staffText } from '../../ui/i18n/staff.ts';
import { LanguageContext, translate, useText } from '../../ui/i18n/translate.ts';
import { navigation } from '../navigation.ts';
import { ErrorState } from '../parts/query-state.tsx';
import { type Session, SessionContext, useSessionQuery } from '../session.ts';
import { ForbiddenPage } from './error-pages.tsx';
import { NavigationMenu } from './navigation-menu.tsx';
import { SignIn } from './sign-in.tsx';

/** Sign-in, or the navigation around a page. */
export function Frame(props: { children: ReactNode }) {
  const session = useSessionQuery();
  if (session.isPending) return <Skeleton style={{ padding: 48 }} active />;
  if (session.isError) return <ErrorState error={session.error} onRetry={() => void session.refetch()} />;
  if (session.data === null) return <SignIn />;
  return (
    <SessionContext value={session.data}>
      <SignedIn session={session.data}>{props.children}</SignedIn>
    </SessionContext>
  );
}

function SignedIn(props: { session: Session; children: ReactNode }) {
  const { t } = useText(shell);
  const wide = Grid.useBreakpoint().lg ?? true;
  const [open, setOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const page = navigation.flatMap((group) => group.pages).find((candidate) => candidate.path === path);
  useEffect(() => {
    document.title = page === undefined ? t('product') : `${t(page.title)} · ${t('product')}`;
  }, [page, t]);
  const wanted =
    page === undefined || props.session.permissions.includes(page.permission) ? undefined : page.permission;
  const menu = <NavigationMenu permissions={props.session.permissions} path={path} onChoose={() => setOpen(false)} />;
  return (
    <Layout className="shell">
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      {wide ? (
        <Layout.Sider width={208} className="shell-sider">
          <Brand />
          {menu}
        </Layout.Sider>
      ) : (
        <Drawer open={open} onClose={() => setOpen(false)} placement="left" size={240} title={t('product')}>
          {menu}
        </Drawer>
      )}
      <Layout>
        <Layout.Header className="shell-header">
          {wide ? null : (
            <Button type="text" icon={<MenuOutlined />} aria-label={t('menu')} onClick={() => setOpen(true)} />
          )}
          <span className="shell-header-spring" />
          <Tools session={props.session} />
        </Layout.Header>
        <Layout.Content className="shell-content" id="content" role="main" tabIndex={-1}>
          {wanted === undefined ? props.children : <ForbiddenPage permission={wanted} />}
        </Layout.Content>
      </Layout>
    </Layout>
  );
}

function Brand() {
  const { t, locale } = useText(shell);
  return (
    <div className="shell-brand">
      {t('product')} <small>{translate(shell.product, locale === 'zh' ? 'en' : 'zh')}</small>
    </div>
  );
}

function Tools(props: { session: Session }) {
  const { t, locale } = useText(shell);
  const { setLocale } = useContext(LanguageContext);
  const queries = useQueryClient();
  const roles = useText(staffText);
  const roleKey = `role.${props.session.role}`;
  const role = roleKey in staffText ? roles.t(roleKey as keyof typeof staffText) : props.session.role;
  const signOut = async (): Promise<void> => {
    await api('/api/v1/session', { method: 'DELETE' });
    queries.clear();
    window.location.assign('/console/');
  };
  return (
    <>
      <Button type="text" size="small" onClick={() => setLocale(locale === 'zh' ? 'en' : 'zh')}>
        {t('language')}
      </Button>
      <span className="shell-user">
        <strong>{props.session.name}</strong>
        <span className="shell-role"> · {role}</span>
      </span>
      <Button type="text" size="small" onClick={() => void signOut()}>
        {t('signOut')}
      </Button>
    </>
  );
}
