import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { StrictMode, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from '../ui/api.ts';
import { beginInField } from '../ui/begin-in-field.ts';
import { shell } from '../ui/i18n/shell.ts';
import { LanguageContext, type Locale, storedLocale, storeLocale, translate } from '../ui/i18n/translate.ts';
import { keepFocus } from '../ui/keep-focus.ts';
import { router } from './router.tsx';
import { giveStylesTheNonce } from './shell/nonced-styles.ts';
import { theme } from './theme.ts';
import './console.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});

// A strict CSP admits antd's styles only with the nonce of this response.
const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
giveStylesTheNonce(nonce);

// Where the style sheet takes all movement away, antd must not wait for its end.
const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

function Console() {
  const [locale, setLocale] = useState<Locale>(storedLocale);
  const language = useMemo(
    () => ({
      locale,
      setLocale: (next: Locale) => {
        storeLocale(next);
        setLocale(next);
      },
    }),
    [locale],
  );
  return (
    <LanguageContext value={language}>
      <ConfigProvider
        theme={calm ? { ...theme, token: { ...theme.token, motion: false } } : theme}
        locale={locale === 'zh' ? zhCN : enUS}
        csp={{ nonce }}
        button={{ autoInsertSpace: false }}
        form={{ validateMessages: { pattern: { mismatch: translate(shell.patternWrong, locale) } } }}
      >
        <App>
          <RouterProvider router={router} />
        </App>
      </ConfigProvider>
    </LanguageContext>
  );
}

const root = document.getElementById('root');
if (root !== null) {
  keepFocus(document);
  beginInField(document);
  storeLocale(storedLocale());
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Console />
      </QueryClientProvider>
    </StrictMode>,
  );
}
