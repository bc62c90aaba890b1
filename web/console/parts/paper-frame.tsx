import { previewText } from '../../ui/i18n/register-preview.ts';
import { useText } from '../../ui/i18n/translate.ts';

/** A compiled paper as people would read it, in a frame where no script can run (its own style sheet has to load). */
export function PaperFrame(props: { html: string; tall?: boolean }) {
  const { t } = useText(previewText);
  const page =
    '<!doctype html><html><head><meta charset="utf-8"><link rel="stylesheet" href="/n/assets/notice.css"></head>' +
    `<body><main>${props.html}</main></body></html>`;
  return (
    <iframe
      className={props.tall === true ? 'paper-frame tall' : 'paper-frame'}
      title={t('frame')}
      sandbox="allow-same-origin"
      srcDoc={page}
    />
  );
}
