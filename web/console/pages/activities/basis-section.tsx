import { Form, Input, Radio, Select, Switch } from 'antd';
import { activityFormText } from '../../../ui/i18n/activity-form.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Panel } from '../../parts/page-head.tsx';
import { useRegisterWord } from './activity.ts';
import type { ActivityValues } from './activity-values.ts';

const BASES = [
  ...['consent', 'contract', 'legal_duty', 'hr', 'public_health_emergency', 'emergency', 'news', 'public_info'],
  'other_law',
];

type FactLabel = 'necessaryFact' | 'labourRules' | 'collectiveContract' | 'emergencyOngoing' | 'publicInterest';

const FACTS: Readonly<Record<string, readonly (readonly [fact: string, label: FactLabel])[]>> = {
  contract: [['necessary', 'necessaryFact']],
  legal_duty: [['necessary', 'necessaryFact']],
  other_law: [['necessary', 'necessaryFact']],
  hr: [
    ['necessary', 'necessaryFact'],
    ['lawful_labour_rules', 'labourRules'],
    ['collective_contract', 'collectiveContract'],
  ],
  public_health_emergency: [['emergency_ongoing', 'emergencyOngoing']],
  emergency: [['emergency_ongoing', 'emergencyOngoing']],
  news: [['public_interest', 'publicInterest']],
};
const CITED = new Set(['legal_duty', 'other_law']);

/** 依据什么: the basis of PIPL 13 with the facts that it rests on, how people are told, and whom it is for. */
export function BasisSection() {
  const { t } = useText(activityFormText);
  const word = useRegisterWord();
  const basis = Form.useWatch<string>('basis', Form.useFormInstance<ActivityValues>()) ?? 'consent';
  return (
    <Panel title={t('basisTitle')} note={t('basisNote')}>
      <div className="pair">
        <Form.Item name="basis" label={t('basis')} rules={[{ required: true }]}>
          <Select options={BASES.map((value) => ({ value, label: word('basis', value) }))} />
        </Form.Item>
        {CITED.has(basis) ? (
          <Form.Item
            name={['basisFacts', 'law_cited']}
            label={t('lawCited')}
            extra={t('lawCitedHint')}
            rules={[{ required: true, whitespace: true }]}
          >
            <Input maxLength={300} />
          </Form.Item>
        ) : null}
      </div>
      <div className="pair">
        {(FACTS[basis] ?? []).map(([fact, label]) => (
          <Form.Item
            key={fact}
            name={['basisFacts', fact]}
            label={t(label)}
            valuePropName="checked"
            {...(fact === 'necessary' ? { extra: t('necessaryFactHint') } : {})}
          >
            <Switch />
          </Form.Item>
        ))}
      </div>
      <Form.Item name="noticeBy" label={t('noticeBy')} extra={t('noticeByHint')}>
        <Radio.Group
          options={(['presentation', 'public_rules'] as const).map((value) => ({
            value,
            label: t(`noticeBy.${value}`),
            disabled: basis === 'consent' && value === 'public_rules',
          }))}
        />
      </Form.Item>
      <Form.Item
        name="audience"
        label={t('audience')}
        extra={t('audienceHint')}
        getValueProps={(value) => ({ checked: value === 'business_contacts' })}
        getValueFromEvent={(checked: boolean) => (checked ? 'business_contacts' : undefined)}
      >
        <Switch />
      </Form.Item>
      <div className="pair">
        <Form.Item name="commercial" label={t('commercial')} extra={t('commercialHint')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="adultsOnly" label={t('adultsOnly')} extra={t('adultsOnlyHint')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </div>
    </Panel>
  );
}
