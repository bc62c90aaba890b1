import { useContext, useEffect } from 'react';
import { useBeginHere } from '../ui/begin-here.ts';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { LanguageContext, useText } from '../ui/i18n/translate.ts';

/** The way back home, the language switch and a door's title. */
export function DoorHead(props: { title: string; home?: boolean }) {
  const { t, locale } = useText(centreText);
  const { setLocale } = useContext(LanguageContext);
  const heading = useBeginHere();
  const { title, home } = props;
  useEffect(() => {
    document.title = home === true ? title : `${title} · ${t('title')}`;
  }, [title, home, t]);
  return (
    <header>
      <div className="top">
        {home === true ? null : <a href="#home">‹ {t('back')}</a>}
        <span className="spring" />
        <button type="button" className="plain" onClick={() => setLocale(locale === 'zh' ? 'en' : 'zh')}>
          {t('language')}
        </button>
      </div>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
    </header>
  );
}
