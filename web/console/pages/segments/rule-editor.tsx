import { CopyOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Radio, Space } from 'antd';
import { useEffect, useState } from 'react';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { ConditionEditor } from './condition-editor.tsx';
import { focusBlock, MoveButton } from './move-button.tsx';
import { type ConditionRule, fresh, GROUPS, type GroupRule, group, groupOf, type Rule } from './rule.ts';
import { DEEPEST, groupsOf, type Path } from './rule-moves.ts';

/** A rule as blocks: groups of conditions, each condition a row. */
export function RuleEditor(props: { rule: GroupRule; onChange: (rule: GroupRule) => void }) {
  const [moved, setMoved] = useState<Path>();
  useEffect(() => {
    if (moved !== undefined) focusBlock(moved);
  }, [moved]);
  const move = (rule: GroupRule, path: Path) => {
    setMoved([...path]);
    props.onChange(rule);
  };
  return <GroupEditor rule={props.rule} onChange={props.onChange} path={[]} root={props.rule} onMove={move} />;
}

interface GroupProps {
  readonly rule: GroupRule;
  readonly onChange: (rule: GroupRule) => void;
  readonly path: Path;
  /** The whole rule, in which blocks move from group to group. */
  readonly root: GroupRule;
  readonly onMove: (rule: GroupRule, path: Path) => void;
}

function GroupEditor(props: GroupProps) {
  const { t } = useText(segmentsText);
  const { path, root, onMove } = props;
  const depth = path.length + 1;
  const groups = groupsOf(root);
  const number = groups.findIndex((each) => each.path.join('.') === path.join('.')) + 1;
  const { kind, parts } = groupOf(props.rule) ?? { kind: 'all' as const, parts: [] };
  const change = (next: Rule[]) => props.onChange(group(kind, next));
  const replace = (place: number, rule: Rule) => change(parts.map((part, index) => (index === place ? rule : part)));
  const copy = (place: number) => change(parts.flatMap((part, index) => (index === place ? [part, part] : [part])));
  const remove = (place: number) => change(parts.filter((_, index) => index !== place));
  return (
    <fieldset className="rule-group" data-kind={kind}>
      <legend className={groups.length > 1 ? 'rule-number' : 'visually-hidden'}>
        {groups.length > 1 ? t('group.number', { number }) : t(`group.${kind}`)}
      </legend>
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
              <GroupEditor
                rule={part as GroupRule}
                onChange={(rule) => replace(place, rule)}
                path={[...path, place]}
                root={root}
                onMove={onMove}
              />
            )}
            <div className="rule-acts">
              <MoveButton root={root} path={[...path, place]} onMove={onMove} />
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
