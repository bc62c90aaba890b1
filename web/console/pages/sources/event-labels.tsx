import { Form, Input } from 'antd';
import { sourcesText } from '../../../ui/i18n/sources.ts';
import { useText } from '../../../ui/i18n/translate.ts';

/** What people call each of these events, for sentences, lists and charts. */
export function EventLabels(props: { events: readonly string[] }) {
  const { t } = useText(sourcesText);
  if (props.events.length === 0) return null;
  return (
    <section className="plan-labels" aria-label={t('eventLabels')}>
      <h3>{t('eventLabels')}</h3>
      <p className="panel-note">{t('eventLabelsNote')}</p>
      {props.events.map((event) => (
        <div key={event} className="plan-label">
          <span className="mono">{event}</span>
          {(['zh', 'en'] as const).map((locale) => (
            <Form.Item key={locale} name={['labels', event, locale]}>
              <Input
                aria-label={`${event} · ${t(`eventLabel.${locale}`)}`}
                placeholder={t(`eventLabel.${locale}`)}
                maxLength={40}
              />
            </Form.Item>
          ))}
        </div>
      ))}
    </section>
  );
}
