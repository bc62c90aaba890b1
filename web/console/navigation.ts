import type { ComponentType } from 'react';
import type { shell } from '../ui/i18n/shell.ts';

type ShellKey = keyof typeof shell;

/** A page of the console: its address, its name in the catalogue, the permission it needs, and how it is loaded. */
export interface Page {
  readonly path: string;
  readonly title: ShellKey;
  readonly permission: string;
  readonly load: () => Promise<{ Page: ComponentType }>;
}

export interface PageGroup {
  readonly title: ShellKey;
  readonly pages: readonly Page[];
}

/** Navigation by the user's day; a role sees only the pages that its permissions open. */
export const navigation: readonly PageGroup[] = [
  {
    title: 'group.workbench',
    pages: [
      { path: '/', title: 'page.workbench', permission: 'workbench.read', load: () => import('./pages/workbench.tsx') },
    ],
  },
];
