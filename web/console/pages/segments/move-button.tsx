import { SwapOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { announce } from '../../../ui/announce.ts';
import { segmentsText } from '../../../ui/i18n/segments.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import type { GroupRule } from './rule.ts';
import { mayWrap, moveInto, type Path, targetsOf, wrap } from './rule-moves.ts';

const WRAP = 'wrap';

/** Moves a block into another group, out of its own, or into one of its own: by a menu, so that the keyboard does it as a pointer does. */
export function MoveButton(props: { root: GroupRule; path: Path; onMove: (rule: GroupRule, path: Path) => void }) {
  const { t } = useText(segmentsText);
  const { root, path, onMove } = props;
  const [open, setOpen] = useState(false);
  const targets = targetsOf(root, path);
  const nameOf = ({ number, kind }: (typeof targets)[number]) =>
    number === 1 ? t('moveOut', { kind: t(`group.${kind}`) }) : t('moveInto', { number, kind: t(`group.${kind}`) });
  const items = targets.map((target) => ({ key: String(target.number), label: nameOf(target) }));
  const choose = (key: string): void => {
    const target = targets.find(({ number }) => String(number) === key);
    const { rule, path: now } = target === undefined ? wrap(root, path) : moveInto(root, path, target.path);
    setOpen(false);
    onMove(rule, now);
    announce(target === undefined ? t('moveWrapped') : t('movedTo', { where: nameOf(target) }));
  };
  const all = mayWrap(root, path) ? [...items, { key: WRAP, label: t('moveWrap') }] : items;
  return (
    <Dropdown
      trigger={['click']}
      autoFocus
      open={open}
      onOpenChange={setOpen}
      disabled={all.length === 0}
      menu={{
        items: all,
        onClick: ({ key, domEvent }) => {
          // The same Enter would press the button that has the focus by then.
          domEvent.preventDefault();
          choose(key);
        },
      }}
    >
      <Button
        type="text"
        size="small"
        icon={<SwapOutlined />}
        aria-label={t('moveTo')}
        title={t('moveTo')}
        aria-haspopup="menu"
        data-block={path.join('.')}
        disabled={all.length === 0}
      />
    </Dropdown>
  );
}

/** The block keeps the focus where it has gone: its old place is another block's by then. */
export function focusBlock(path: Path): void {
  const button = document.querySelector<HTMLElement>(`[data-block="${path.join('.')}"]`);
  button?.focus({ preventScroll: true });
  button?.scrollIntoView({ block: 'nearest' });
}
