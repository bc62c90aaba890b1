import { Steps } from 'antd';
import { importsText } from '../../../ui/i18n/imports.ts';
import { useText } from '../../../ui/i18n/translate.ts';

const STEPS = ['declare', 'columns', 'check', 'run'] as const;

/** Where an import stands among its steps; a stock is graded without being tried first, since grading stores nobody. */
export function ImportSteps(props: { at: (typeof STEPS)[number]; kind?: string }) {
  const { t } = useText(importsText);
  const steps = STEPS.filter((step) => step !== 'check' || props.kind !== 'stock');
  return (
    <Steps
      className="import-steps"
      size="small"
      responsive
      current={steps.indexOf(props.at)}
      items={steps.map((step) => ({ title: t(`step.${step}`) }))}
    />
  );
}
