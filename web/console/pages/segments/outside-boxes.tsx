import { Select } from 'antd';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { traitsText } from '../../../ui/i18n/traits.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { useList } from '../../parts/use-list.ts';
import { type ComputedTrait, wordsOf } from '../traits/computed-trait.ts';
import { Labelled, NumberBox } from './boxes.tsx';
import { type ConditionRule, withMember } from './rule.ts';
import { useCommercial } from './use-commercial.ts';

type Change = (rule: ConditionRule) => void;
const MONTHS = Array.from({ length: 12 }, (_, month) => month + 1);
const CHANNELS = ['sms', 'email', 'phone', 'wecom', 'official_account', 'mini_program', 'app_push'] as const;

/** One of the things of a list, by its code. */
export function CodeBox(props: { label: string; from: string; value: string; onChange: (code: string) => void }) {
  const { pick } = useText(segmentsText);
  const list = useList<{ code: string; name: { zh: string; en: string } }>(props.from);
  return (
    <Labelled label={props.label}>
      <Select
        aria-label={props.label}
        style={{ minWidth: 220 }}
        value={props.value === '' ? null : props.value}
        options={list.rows.map((row) => ({ value: row.code, label: pick(row.name) }))}
        onChange={(code) => props.onChange(code ?? '')}
      />
    </Labelled>
  );
}

/** A computed trait within bounds. */
export function ComputedBoxes({
  computed,
  onChange,
}: Extract<ConditionRule, { computed: unknown }> & { onChange: Change }) {
  const { t } = useText(segmentsText);
  const traits = useText(traitsText);
  const list = useList<ComputedTrait>('/api/v1/computed-traits');
  const specOf = (code: string) => list.rows.find((row) => row.code === code)?.spec;
  const spec = specOf(computed.code);
  // A favourite class has the words of a tracking plan, which are typed.
  const hasWords = (of: ComputedTrait['spec'] | undefined) => of?.kind === 'life-stage' || of?.kind === 'favourite';
  const begin = (code: string) =>
    onChange({ computed: hasWords(specOf(code)) ? { code, in: [] } : { code, atLeast: 1 } });
  return (
    <>
      <CodeBox label={t('kind.computed')} from="/api/v1/computed-traits" value={computed.code} onChange={begin} />
      {spec !== undefined && hasWords(spec) ? (
        <Labelled label={t('values')}>
          <Select
            mode="tags"
            aria-label={t('values')}
            style={{ minWidth: 180 }}
            value={[...(computed.in ?? [])]}
            options={wordsOf(spec).map((word) => ({ value: word, label: traits.t(`word.${word}`) }))}
            onChange={(words) => onChange({ computed: { code: computed.code, in: words } })}
          />
        </Labelled>
      ) : (
        (['atLeast', 'atMost'] as const).map((bound) => (
          <NumberBox
            key={bound}
            label={t(`computed.${bound}`)}
            value={computed[bound]}
            onChange={(value) => onChange({ computed: withMember(computed, bound, value) })}
          />
        ))
      )}
    </>
  );
}

/** An activity and the channel by which people may be reached for it. */
export function PermissionBoxes({
  permission,
  onChange,
}: Extract<ConditionRule, { permission: unknown }> & { onChange: Change }) {
  const { t, pick } = useText(segmentsText);
  const { commercial } = useCommercial();
  return (
    <>
      <Labelled label={t('activity')}>
        <Select
          aria-label={t('activity')}
          style={{ minWidth: 220 }}
          value={permission.activity === '' ? null : permission.activity}
          options={commercial.map((each) => ({ value: each.code, label: pick(each.name) }))}
          onChange={(activity) => onChange({ permission: { ...permission, activity: activity ?? '' } })}
        />
      </Labelled>
      <Labelled label={t('channel')}>
        <Select
          allowClear
          aria-label={t('channel')}
          style={{ minWidth: 150 }}
          value={permission.channel ?? null}
          options={CHANNELS.map((each) => ({ value: each, label: t(`channel.${each}`) }))}
          onChange={(channel) => onChange({ permission: withMember(permission, 'channel', channel) })}
        />
      </Labelled>
    </>
  );
}

/** A field that is encrypted: the month of birth, or the city. */
export function FieldBoxes({ field, onChange }: Extract<ConditionRule, { field: unknown }> & { onChange: Change }) {
  const { t } = useText(segmentsText);
  return (
    <>
      <Labelled label={t('fieldName')}>
        <Select
          aria-label={t('fieldName')}
          style={{ minWidth: 130 }}
          value={field.name}
          options={(['birth_date', 'city'] as const).map((name) => ({ value: name, label: t(`field.${name}`) }))}
          onChange={(name) => onChange({ field: name === 'city' ? { name, in: [] } : { name, months: [] } })}
        />
      </Labelled>
      {field.name === 'city' ? (
        <Labelled label={t('values')}>
          <Select
            mode="tags"
            aria-label={t('values')}
            style={{ minWidth: 220 }}
            value={field.in}
            onChange={(cities) => onChange({ field: { name: 'city', in: cities } })}
          />
        </Labelled>
      ) : (
        <Labelled label={t('months')}>
          <Select
            mode="multiple"
            aria-label={t('months')}
            style={{ minWidth: 180 }}
            value={field.months}
            options={MONTHS.map((month) => ({ value: month, label: t('month', { month }) }))}
            onChange={(months) => onChange({ field: { name: 'birth_date', months } })}
          />
        </Labelled>
      )}
    </>
  );
}
