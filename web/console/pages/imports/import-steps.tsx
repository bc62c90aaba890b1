import { Steps } from 'antd';
import { importsText } from '../../../ui/i18n/imports.ts';
import { useText } from '../../../ui/i18n/translate.ts';

const STEPS = ['declare', 'columns', 'check', 'run'] as const;

/** Where an import stands among its four steps. */
export function ImportSteps(props: { at: (typeof STEPS)[number] }) {
  const { t } = useText(importsText);
  return (
    <Steps
      className="import-steps"
      size="small"
      responsive
      current={STEPS.indexOf(props.at)}
      items={STEPS.map((step) => ({ title: t(`step.${step}`) }))}
    />
  );
}
