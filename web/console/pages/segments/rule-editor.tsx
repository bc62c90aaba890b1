import { CopyOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Radio, Space } from 'antd';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ConditionEditor } from './condition-editor.tsx';
import { type ConditionRule, fresh, GROUPS, type GroupRule, group, groupOf, type Rule } from './rule.ts';

const DEEPEST = 4;

/** A rule as blocks: groups of conditions, each condition a row. */
export function RuleEditor(props: { rule: GroupRule; onChange: (rule: GroupRule) => void; depth?: number }) {
  const { t } = useText(segmentsText);
  const depth = props.depth ?? 1;
  const { kind, parts } = groupOf(props.rule) ?? { kind: 'all' as const, parts: [] };
  const change = (next: Rule[]) => props.onChange(group(kind, next));
  const replace = (place: number, rule: Rule) => change(parts.map((part, index) => (index === place ? rule : part)));
  const copy = (place: number) => change(parts.flatMap((part, index) => (index === place ? [part, part] : [part])));
  const remove = (place: number) => change(parts.filter((_, index) => index !== place));
  return (
    <fieldset className="rule-group" data-kind={kind}>
      <legend className="visually-hidden">{t(`group.${kind}`)}</legend>
      <Radio.Group
        size="small"
        optionType="button"
        aria-label={t('rule')}
        value={kind}
        options={GROUPS.map((each) => ({ value: each, label: t(`group.${each}`) }))}
        onChange={({ target }) => props.onChange(group(target.value, parts))}
      />
      {parts.map((part, place) => {
        const inner = groupOf(part);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no names; they are only changed in their place
          <div key={place} className="rule-part">
            {inner === undefined ? (
              <ConditionEditor rule={part as ConditionRule} onChange={(rule) => replace(place, rule)} />
            ) : (
              <RuleEditor rule={part as GroupRule} depth={depth + 1} onChange={(rule) => replace(place, rule)} />
            )}
            <div className="rule-acts">
              <Button
                type="text"
                size="small"
                icon={<CopyOutlined />}
                aria-label={t('copyCondition')}
                onClick={() => copy(place)}
              />
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t('removeCondition')}
                disabled={parts.length === 1}
                onClick={() => remove(place)}
              />
            </div>
          </div>
        );
      })}
      <Space wrap>
        <Button size="small" icon={<PlusOutlined />} onClick={() => change([...parts, fresh('event')])}>
          {t('addCondition')}
        </Button>
        {depth < DEEPEST ? (
          <Button size="small" onClick={() => change([...parts, { any: [fresh('event')] }])}>
            {t('addGroup')}
          </Button>
        ) : null}
      </Space>
    </fieldset>
  );
}
