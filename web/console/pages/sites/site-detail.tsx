import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { api } from '../../../ui/api.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { sitesText } from '../../../ui/i18n/sites.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Facts } from '../../parts/facts.tsx';
import { PageHead, Panel } from '../../parts/page-head.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useCaptureNames } from '../../parts/use-capture-names.ts';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import type { SiteKey } from './site-key.ts';
import { SiteState } from './site-state.tsx';

/** One key: the snippet to paste, where and for what it may be used, and revoking it. */
export function SiteDetail(props: { site: SiteKey; onBack: () => void }) {
  const { t, list } = useText(sitesText);
  const frame = useText(shell);
  const may = useMay();
  const { nameOf } = useActivityName();
  const names = useCaptureNames();
  const { site } = props;
  const actions = may('capture.manage-site-keys') && site.revokedAt === null ? <Revoke site={site} /> : null;
  return (
    <>
      <PageHead
        back={{ label: frame.t('page.sites'), onBack: props.onBack }}
        title={site.name}
        purpose={<SiteState site={site} />}
        actions={actions}
      />
      {site.revokedAt === null ? <SnippetPanel site={site} /> : null}
      <Panel title={t('settings')}>
        <Facts
          items={[
            [
              t('code'),
              <span key="code" className="mono">
                {site.code}
              </span>,
            ],
            [t('key'), <Copyable key="key" text={site.key} />],
            [
              t('origins'),
              <span key="origins" className="mono">
                {list(site.origins)}
              </span>,
            ],
            [t('notice'), names.notice(site.notice)],
            [t('activities'), list(site.activities.map(nameOf))],
            [t('created'), <When key="created" at={site.createdAt} />],
          ]}
        />
      </Panel>
    </>
  );
}

// WeChat goes on showing its own dialog; a purpose is asked for by itself, so that no button says yes to two things.
function miniProgramSnippet(server: string, { key, activities }: SiteKey): string {
  const list = activities.map((code) => `'${code}'`).join(', ');
  return [
    `const { createZhinuo } = require('./zhinuo-miniprogram.js');`,
    `const zhinuo = await createZhinuo({ wx, server: '${server}', key: '${key}' });`,
    `const shown = await zhinuo.ask([${list}]);`,
    `// chosen = { ${activities.map((code) => `${asMember(code)}: 'granted' | 'refused'`).join(', ')} }`,
    'if (shown) await zhinuo.answer(shown, chosen);',
    `if (zhinuo.may('${activities[0]}')) { /* … */ }`,
  ].join('\n');
}

const asMember = (code: string): string => (code.includes('-') ? `'${code}'` : code);

function SnippetPanel(props: { site: SiteKey }) {
  const { t } = useText(sitesText);
  const { site } = props;
  const manifest = useQuery({
    queryKey: ['sdk-manifest'],
    queryFn: () => api<{ file: string; integrity: string }>('/sdk/manifest.json'),
  });
  const { origin } = window.location;
  const web = site.origins.some((each) => !each.startsWith('wx:'));
  const mini = site.origins.some((each) => each.startsWith('wx:'));
  return (
    <Panel title={t('snippet')} note={t('snippetNote')}>
      <QueryState query={manifest} rows={2}>
        {({ file, integrity }) => (
          <>
            {web ? (
              <>
                <h3>{t('forWeb')}</h3>
                <Copyable
                  text={`<script src="${origin}/sdk/${file}" integrity="${integrity}" crossorigin="anonymous" data-key="${site.key}" data-lang="zh"></script>`}
                />
              </>
            ) : null}
            {mini ? (
              <>
                <h3>{t('forMini')}</h3>
                <p className="muted">{t('miniNote')}</p>
                <p>
                  <a href="/sdk/zhinuo-miniprogram.js" download>
                    zhinuo-miniprogram.js
                  </a>
                </p>
                <Copyable lines text={miniProgramSnippet(origin, site)} />
              </>
            ) : null}
          </>
        )}
      </QueryState>
    </Panel>
  );
}

function Revoke(props: { site: SiteKey }) {
  const { t } = useText(sitesText);
  const { modal } = App.useApp();
  const queries = useQueryClient();
  const { code, name } = props.site;
  const revoke = useMutation({
    mutationFn: () => api(`/api/v1/site-keys/${code}`, { method: 'DELETE' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['list'] }),
  });
  const ask = (): void =>
    void modal.confirm({
      title: t('revokeTitle', { name }),
      content: t('revokeText'),
      okText: t('revoke'),
      okButtonProps: { danger: true },
      onOk: () => revoke.mutateAsync().catch(() => undefined),
    });
  return (
    <>
      <Button danger onClick={ask}>
        {t('revoke')}
      </Button>
      <ProblemAlert error={revoke.error} />
    </>
  );
}
