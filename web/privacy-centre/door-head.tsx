import { useContext } from 'react';
import { centreText } from '../ui/i18n/privacy-centre.ts';
import { LanguageContext, useText } from '../ui/i18n/translate.ts';

/** The way back home, the language switch and a door's title. */
export function DoorHead(props: { title: string; home?: boolean }) {
  const { t, locale } = useText(centreText);
  const { setLocale } = useContext(LanguageContext);
  return (
    <header>
      <div className="top">
        {props.home === true ? null : <a href="#home">‹ {t('back')}</a>}
        <span className="spring" />
        <button type="button" className="plain" onClick={() => setLocale(locale === 'zh' ? 'en' : 'zh')}>
          {t('language')}
        </button>
      </div>
      <h1>{props.title}</h1>
    </header>
  );
}
