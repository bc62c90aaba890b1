import { Button, Select } from 'antd';
import { useState } from 'react';
import { provincesText } from '../../../ui/i18n/provinces.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { EventBox, EventsBox } from '../../parts/event-names.tsx';
import { useList } from '../../parts/use-list.ts';
import { Labelled, NumberBox } from './boxes.tsx';
import { OrganisationBox } from './organisation-box.tsx';
import { CodeBox, ComputedBoxes, FieldBoxes, PermissionBoxes } from './outside-boxes.tsx';
import { type ConditionRule, type EventRule, fresh, KINDS, kindOf, withMember } from './rule.ts';
import type { Segment } from './segment.ts';

type Change = (rule: ConditionRule) => void;
const FIFTHS = [1, 2, 3, 4, 5];

/** One condition: its kind, and the boxes of that kind. */
export function ConditionEditor(props: { rule: ConditionRule; onChange: Change }) {
  const { t } = useText(segmentsText);
  const { rule, onChange } = props;
  return (
    <div className="condition">
      <Labelled label={t('kind')}>
        <Select
          value={kindOf(rule)}
          aria-label={t('kind')}
          options={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          onChange={(kind) => onChange(fresh(kind))}
        />
      </Labelled>
      <Boxes rule={rule} onChange={onChange} />
    </div>
  );
}

function Boxes(props: { rule: ConditionRule; onChange: Change }) {
  const { t } = useText(segmentsText);
  const { rule, onChange } = props;
  if ('event' in rule) return <EventBoxes event={rule.event} onChange={(event) => onChange({ event })} />;
  if ('sequence' in rule) return <SequenceBoxes {...rule} onChange={onChange} />;
  if ('rfm' in rule) return <RfmBoxes {...rule} onChange={onChange} />;
  if ('segment' in rule) return <MemberBox segment={rule.segment} onChange={onChange} />;
  if ('tag' in rule)
    return <CodeBox label={t('kind.tag')} from="/api/v1/tags" value={rule.tag} onChange={(tag) => onChange({ tag })} />;
  if ('computed' in rule) return <ComputedBoxes {...rule} onChange={onChange} />;
  if ('permission' in rule) return <PermissionBoxes {...rule} onChange={onChange} />;
  if ('field' in rule) return <FieldBoxes {...rule} onChange={onChange} />;
  return <TraitBoxes {...rule} onChange={onChange} />;
}

function NameBox(props: { value: string; onChange: (name: string) => void }) {
  const { t } = useText(segmentsText);
  return (
    <Labelled label={t('event')}>
      <EventBox label={t('event')} hint={t('eventHint')} {...props} />
    </Labelled>
  );
}

const EVENT_BOUNDS = [
  'withinDays',
  'atMost',
  'minAmount',
  'sumAtLeast',
  'sumAtMost',
  'firstWithinDays',
  'notSinceDays',
] as const satisfies readonly (keyof EventRule)[];
const YUAN = new Set<keyof EventRule>(['minAmount', 'sumAtLeast', 'sumAtMost']);

function EventBoxes(props: { event: EventRule; onChange: (event: EventRule) => void }) {
  const { t } = useText(segmentsText);
  const { event, onChange } = props;
  const [all, setAll] = useState(false);
  const shown = EVENT_BOUNDS.filter((bound) => all || bound === 'withinDays' || event[bound] !== undefined);
  return (
    <>
      <NameBox value={event.name} onChange={(name) => onChange({ ...event, name })} />
      <NumberBox
        label={t('atLeast')}
        value={event.atLeast}
        needed
        onChange={(atLeast) => onChange({ ...event, atLeast: atLeast ?? 1 })}
      />
      {shown.map((bound) => (
        <NumberBox
          key={bound}
          label={t(bound === 'withinDays' ? 'within' : bound)}
          value={event[bound]}
          yuan={YUAN.has(bound)}
          onChange={(value) => onChange(withMember(event, bound, value))}
        />
      ))}
      {shown.length === EVENT_BOUNDS.length ? null : (
        <Button size="small" type="link" className="condition-more" onClick={() => setAll(true)}>
          {t('moreBounds')}
        </Button>
      )}
    </>
  );
}

type Sequence = Extract<ConditionRule, { sequence: unknown }>;

function SequenceBoxes({ sequence, onChange }: Sequence & { onChange: Change }) {
  const { t } = useText(segmentsText);
  return (
    <>
      <Labelled label={t('steps')}>
        <EventsBox
          label={t('steps')}
          hint={t('stepsHint')}
          value={sequence.steps}
          most={5}
          onChange={(steps) => onChange({ sequence: { ...sequence, steps } })}
        />
      </Labelled>
      <NumberBox
        label={t('sequenceWithin')}
        value={sequence.withinDays}
        needed
        onChange={(withinDays) => onChange({ sequence: { ...sequence, withinDays: withinDays ?? 1 } })}
      />
      <NumberBox
        label={t('startedWithinDays')}
        value={sequence.startedWithinDays}
        onChange={(value) => onChange({ sequence: withMember(sequence, 'startedWithinDays', value) })}
      />
    </>
  );
}

type Rfm = Extract<ConditionRule, { rfm: unknown }>;

function RfmBoxes({ rfm, onChange }: Rfm & { onChange: Change }) {
  const { t } = useText(segmentsText);
  return (
    <>
      <NameBox value={rfm.name} onChange={(name) => onChange({ rfm: { ...rfm, name } })} />
      <NumberBox
        label={t('within')}
        value={rfm.withinDays}
        needed
        onChange={(withinDays) => onChange({ rfm: { ...rfm, withinDays: withinDays ?? 1 } })}
      />
      {(['recency', 'frequency', 'amount'] as const).map((measure) => (
        <Labelled key={measure} label={t(measure)}>
          <Select
            mode="multiple"
            aria-label={t(measure)}
            style={{ minWidth: 150 }}
            value={rfm[measure] ?? []}
            options={FIFTHS.map((fifth) => ({ value: fifth, label: t('fifth', { fifth }) }))}
            onChange={(fifths) => onChange({ rfm: withMember(rfm, measure, fifths.length === 0 ? undefined : fifths) })}
          />
        </Labelled>
      ))}
    </>
  );
}

function MemberBox(props: { segment: string; onChange: Change }) {
  const { t, pick } = useText(segmentsText);
  const list = useList<Segment>('/api/v1/segments');
  return (
    <Labelled label={t('member')}>
      <Select
        aria-label={t('member')}
        style={{ minWidth: 220 }}
        value={props.segment === '' ? null : props.segment}
        options={list.rows.map((row) => ({ value: row.code, label: pick(row.name) }))}
        onChange={(segment) => props.onChange({ segment: segment ?? '' })}
      />
    </Labelled>
  );
}

// Nothing tells an age band yet: it is only shown where a rule of the API has one.
const TRAITS = ['province', 'age_band', 'organisation'] as const;

type Trait = Extract<ConditionRule, { trait: unknown }>;

function TraitBoxes({ trait, onChange }: Trait & { onChange: Change }) {
  const { t, pick } = useText(segmentsText);
  const provinces = Object.entries(provincesText).map(([value, [zh, en]]) => ({ value, label: pick({ zh, en }) }));
  return (
    <>
      <Labelled label={t('trait')}>
        <Select
          aria-label={t('trait')}
          value={trait.name}
          options={TRAITS.filter((name) => name !== 'age_band' || trait.name === name).map((name) => ({
            value: name,
            label: t(`trait.${name}`),
          }))}
          onChange={(name) => onChange({ trait: { name, in: [] } })}
        />
      </Labelled>
      {trait.name === 'organisation' ? (
        <OrganisationBox value={trait.in} onChange={(values) => onChange({ trait: { ...trait, in: values } })} />
      ) : (
        <Labelled label={t('values')}>
          <Select
            mode={trait.name === 'province' ? 'multiple' : 'tags'}
            aria-label={t('values')}
            style={{ minWidth: 220 }}
            value={trait.in}
            optionFilterProp="label"
            options={trait.name === 'province' ? provinces : []}
            onChange={(values) => onChange({ trait: { ...trait, in: values } })}
          />
        </Labelled>
      )}
    </>
  );
}
