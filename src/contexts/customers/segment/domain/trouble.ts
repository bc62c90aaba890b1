import type { Bilingual, Failure } from '../../../../platform/failure.ts';
import { type Definition, namedComputed, namedSegments } from './definition.ts';

/** Why a segment could not be computed, or why nobody is in it: a code and words, never who. */
export interface Trouble extends Bilingual {
  readonly code: string;
  readonly detail?: Bilingual;
  /** The article that denies, for example "PIPL 6". */
  readonly article?: string;
  readonly nextStep?: Bilingual;
  /** `activity`: what it is analysed under denies; `rule`: its rule names what is gone; `failed`: it was not computed. */
  readonly kind: 'activity' | 'rule' | 'failed';
}

/** A reason of the gate with how many stand under it. */
export interface Denied extends Bilingual {
  readonly code: string;
  readonly article: string;
  readonly count: number;
  readonly nextStep?: Bilingual;
}

/** The reason under which most stand where nobody may be analysed; undefined where somebody may, or where there is nobody at all. */
export function nobodyAnalysed(allowed: number, excluded: readonly Denied[]): Trouble | undefined {
  if (allowed > 0) return undefined;
  const [first, ...others] = excluded.filter(({ count }) => count > 0);
  if (first === undefined) return undefined;
  const { code, article, zh, en, nextStep } = others.reduce(
    (most, each) => (each.count > most.count ? each : most),
    first,
  );
  return { kind: 'activity', code, article, zh, en, ...(nextStep === undefined ? {} : { nextStep }) };
}

/** What there is to name, by codes; `segments` with the definitions in which more may be named. */
export interface Nameable {
  readonly segments: ReadonlyMap<string, Definition>;
  readonly computed: ReadonlySet<string>;
}

/** The first segment or computed trait that a definition names, or one of the segments inside, and that is no more: nobody is in it. */
export function goneOf(definition: Definition, there: Nameable, seen = new Set<string>()): Trouble | undefined {
  const trait = namedComputed(definition).find((code) => !there.computed.has(code));
  if (trait !== undefined) return gone('计算属性', 'computed trait', trait);
  for (const code of namedSegments(definition)) {
    if (seen.has(code)) continue;
    seen.add(code);
    const inside = there.segments.get(code);
    if (inside === undefined) return gone('人群', 'segment', code);
    const found = goneOf(inside, there, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function gone(zh: string, en: string, code: string): Trouble {
  return {
    kind: 'rule',
    code: 'customers.segment-part-gone',
    zh: `规则用到的${zh}“${code}”已被删除`,
    en: `The rule names the ${en} "${code}", which has been removed`,
    detail: { zh: '这一处按没有人计算。', en: 'Nobody is counted in that place.' },
  };
}

/** A refusal that came while computing, as it is kept. */
export function refusedBecause({ code, title, options }: Failure): Trouble {
  const { detail, article } = options;
  return {
    kind: 'failed',
    code,
    ...title,
    ...(detail === undefined ? {} : { detail }),
    ...(article === undefined ? {} : { article }),
  };
}

/** A fault of the program: what it says stands in the log alone. */
export const FAULT: Trouble = {
  kind: 'failed',
  code: 'customers.segment-fault',
  zh: '计算时程序出错',
  en: 'The program failed while computing it',
  detail: {
    zh: '详情在服务器日志里；几分钟后会再试。',
    en: 'The log of the server has the details; it is tried again in some minutes.',
  },
};
