import { Link } from '@tanstack/react-router';
import { Menu, type MenuProps } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { navigation } from '../navigation.ts';

const REMEMBERED = 'zhinuo.menu';
/** What is open for somebody who has never opened or closed a group: the day's work, and what a letter from outside asks for. */
const FIRST: readonly string[] = ['group.people', 'group.reach', 'group.evidence'];

/** Longer than a group takes to open. */
const GROWN_MS = 400;

type Items = NonNullable<MenuProps['items']>;

/** The pages that a role may open, in groups that open and close; the group of the page that is shown is open when one arrives. */
export function NavigationMenu(props: { permissions: readonly string[]; path: string; onChoose: () => void }) {
  const { t } = useText(shell);
  const here = navigation.find((group) => group.pages.some((page) => page.path === props.path))?.title;
  const [open, setOpen] = useState<readonly string[]>(() => [
    ...new Set([...remembered(), ...(here === undefined ? [] : [here])]),
  ]);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    if (here !== undefined) setOpen((groups) => (groups.includes(here) ? groups : [...groups, here]));
  }, [here]);
  // The pages of the last group lie below the fold of a laptop: one sees where one is. A group that opens grows first.
  // biome-ignore lint/correctness/useExhaustiveDependencies: one looks anew at each page
  useEffect(() => {
    const look = (): void =>
      nav.current?.querySelector('.ant-menu-item-selected')?.scrollIntoView({ block: 'nearest' });
    look();
    const grown = setTimeout(look, GROWN_MS);
    return () => clearTimeout(grown);
  }, [props.path]);
  const items = navigation
    .map((group) => ({ group, pages: group.pages.filter((page) => props.permissions.includes(page.permission)) }))
    .filter(({ pages }) => pages.length > 0)
    .flatMap(({ group, pages }): Items => {
      const links = pages.map((page) => ({
        key: page.path,
        label: (
          <Link to={page.path} onClick={props.onChoose}>
            {t(page.title)}
          </Link>
        ),
      }));
      // A group of one page with its own name needs no heading.
      if (group.title === 'group.workbench') return links;
      return [{ key: group.title, label: t(group.title), children: links }];
    });
  return (
    <nav ref={nav} aria-label={t('menu')}>
      <Menu
        mode="inline"
        inlineIndent={16}
        selectedKeys={[props.path]}
        openKeys={[...open]}
        onOpenChange={(groups) => {
          setOpen(groups);
          localStorage.setItem(REMEMBERED, JSON.stringify(groups));
        }}
        items={items}
        style={{ borderInlineEnd: 0 }}
      />
    </nav>
  );
}

function remembered(): readonly string[] {
  try {
    const groups: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? 'null');
    if (Array.isArray(groups)) return groups.filter((group) => typeof group === 'string');
  } catch {
    // What cannot be read is as good as never written.
  }
  return FIRST;
}
