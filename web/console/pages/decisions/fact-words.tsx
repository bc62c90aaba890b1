import type { ReactNode } from 'react';
import { factsText } from '../../../ui/i18n/facts.ts';
import { shell } from '../../../ui/i18n/shell.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { When } from '../../parts/when.tsx';
import { useRegisterWord } from '../activities/activity.ts';
import type { FactRecord } from './decision.ts';

/** Facts that belong together: `path` goes before the name of each to find its word. */
export interface FactGroup {
  readonly key: string;
  readonly name: string;
  readonly path: string;
  readonly facts: readonly (readonly [name: string, value: unknown])[];
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T/;
/** Kinds of the register's words for the facts that speak its codes. */
const REGISTER_KINDS: Readonly<Record<string, string>> = {
  operation: 'op',
  channel: 'channel',
  legal_basis: 'basis',
  source: 'source',
};

/** The facts in groups, and the names of what is not at issue. Consents are shown by themselves. */
export function factGroups(facts: FactRecord): { groups: readonly FactGroup[]; absent: readonly string[] } {
  const plain: [string, unknown][] = [];
  const groups: FactGroup[] = [];
  const absent: string[] = [];
  for (const [name, value] of Object.entries(facts)) {
    if (name === 'consents') continue;
    if (value === null || (Array.isArray(value) && value.length === 0)) absent.push(name);
    else if (Array.isArray(value))
      value.forEach((each, index) => {
        groups.push({ key: `${name}${index}`, name, path: `${name}.`, facts: Object.entries(each as FactRecord) });
      });
    else if (typeof value === 'object')
      groups.push({ key: name, name, path: `${name}.`, facts: Object.entries(value as FactRecord) });
    else plain.push([name, value]);
  }
  return { groups: [{ key: 'general', name: 'general', path: '', facts: plain }, ...groups], absent };
}

/** The name of a fact by its path, and of a group; the code where the catalogue has no word. */
export function useFactWord(): ((path: string) => string) & { readonly group: (name: string) => string } {
  const { t } = useText(factsText);
  const find = (key: string, code: string): string => (key in factsText ? t(key as keyof typeof factsText) : code);
  // A list or a group may be a fact as a whole.
  return Object.assign((path: string) => find(`fact.${path}`, find(`group.${path}`, path)), {
    group: (name: string) => find(`group.${name}`, name),
  });
}

/** A fact's value in words: yes or no, an instant in Shanghai, the catalogue's word for a code, an em dash for nothing. */
export function useFactValue(): (name: string, value: unknown) => ReactNode {
  const { t, list } = useText(factsText);
  const frame = useText(shell);
  const register = useRegisterWord();
  const { nameOf } = useActivityName();
  const code = (name: string, text: string): string => {
    if (name === 'purpose') return nameOf(text);
    const key = `value.${name}.${text}`;
    if (key in factsText) return t(key as keyof typeof factsText);
    const kind = REGISTER_KINDS[name];
    return kind === undefined ? text : register(kind, text);
  };
  const words = (name: string, text: string): ReactNode => {
    if (INSTANT.test(text)) return <When at={text} exact />;
    const version = /^v(\d+)$/.exec(text)?.[1];
    if (version !== undefined) return t('version', { n: version });
    const days = /^(\d+) days$/.exec(text)?.[1];
    if (days !== undefined) return t('days', { n: days });
    if (name === 'change_v1_to_v2') return list(text.split(' ').map((each) => code(name, each)));
    return code(name, text);
  };
  return (name, value) => {
    if (value === null || value === undefined || value === '') return '—';
    if (typeof value === 'boolean') return frame.t(value ? 'yes' : 'no');
    if (typeof value === 'string') return words(name, value);
    if (Array.isArray(value)) return list(value.map((each) => code(name, String(each)))) || frame.t('none');
    return typeof value === 'object' ? <span className="mono">{JSON.stringify(value)}</span> : String(value);
  };
}
