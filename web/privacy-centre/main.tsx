import { StrictMode, useCallback, useEffect, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from '../ui/api.ts';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { LanguageContext, type Locale, storedLocale, storeLocale, useText } from '../ui/i18n/translate.ts';
import { keepFocus } from '../ui/keep-focus.ts';
import { centreApi, type Overview } from './centre-api.ts';
import { ConsentsDoor } from './consents-door.tsx';
import { FieldsDoor } from './fields-door.tsx';
import { Home } from './home.tsx';
import { Loading } from './loading.tsx';
import { Login } from './login.tsx';
import { RequestsDoor } from './requests-door.tsx';
import { UsesDoor } from './uses-door.tsx';
import './centre.css';

export type Door = 'home' | 'consents' | 'fields' | 'uses' | 'requests';
type State = { kind: 'loading' } | { kind: 'login' } | { kind: 'failed' } | { kind: 'in'; overview: Overview };

const DOORS: readonly Door[] = ['consents', 'fields', 'uses', 'requests'];

// The door stands in the fragment, so that a phone's back key leads back home.
function doorOfAddress(): Door {
  const fragment = window.location.hash.slice(1);
  return DOORS.find((door) => door === fragment) ?? 'home';
}

function Centre() {
  const { t } = useText(centreText);
  const [state, setState] = useState<State>({ kind: 'loading' });
  const [door, setDoor] = useState<Door>(doorOfAddress);
  const load = useCallback(async () => {
    try {
      setState({ kind: 'in', overview: await centreApi.overview() });
    } catch (error) {
      setState({ kind: error instanceof ApiError && error.status === 401 ? 'login' : 'failed' });
    }
  }, []);
  useEffect(() => {
    void load();
    const listen = (): void => setDoor(doorOfAddress());
    window.addEventListener('hashchange', listen);
    return () => window.removeEventListener('hashchange', listen);
  }, [load]);

  if (state.kind === 'loading') return <Loading />;
  if (state.kind === 'login') return <Login onEntered={load} />;
  if (state.kind === 'failed') {
    return (
      <div className="error-bar" role="alert">
        <p>{t('failed')}</p>
        <button type="button" onClick={() => void load()}>
          {t('retry')}
        </button>
      </div>
    );
  }
  const { overview } = state;
  if (door === 'consents') return <ConsentsDoor overview={overview} onChanged={load} />;
  if (door === 'fields') return <FieldsDoor />;
  if (door === 'uses') return <UsesDoor />;
  if (door === 'requests') return <RequestsDoor overview={overview} />;
  return <Home overview={overview} onChanged={load} />;
}

function Page() {
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
      <main>
        <Centre />
      </main>
    </LanguageContext>
  );
}

const root = document.getElementById('root');
if (root !== null) {
  keepFocus(document);
  storeLocale(storedLocale());
  createRoot(root).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
