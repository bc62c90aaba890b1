import type { Bilingual } from '../../../platform/failure.ts';

/** How a control looks and what it costs to use it. */
export interface ControlLook {
  readonly present: boolean;
  readonly style: 'filled' | 'outlined' | 'link';
  readonly size: 'large' | 'medium' | 'small';
  /** Taps until it has worked. */
  readonly taps: number;
  /** Seconds after which it can be used. */
  readonly afterSeconds: number;
}

/** Words instead of the usual ones; those that a form or banner does not have are refused. */
export interface VariantWords {
  readonly title?: Bilingual;
  readonly intro?: Bilingual;
  readonly submit?: Bilingual;
  /** By control. */
  readonly consents?: Readonly<Record<string, Bilingual>>;
  readonly ask?: Bilingual;
  readonly free?: Bilingual;
  readonly grant?: Bilingual;
  readonly refuse?: Bilingual;
}

/** Looks that are tried. What is lawful of it is the lint's to say, so that it can say why not. */
export interface VariantLooks {
  readonly grant?: Partial<ControlLook>;
  readonly refuse?: Partial<ControlLook>;
  /** Which of the two comes first. */
  readonly first?: 'grant' | 'refuse';
  /** Where a banner stands. */
  readonly position?: 'bottom' | 'middle';
  /** Where a form asks for consents: after the notice, or before the fields. */
  readonly consents?: 'last' | 'first';
  readonly preTicked?: boolean;
  /** One control for several purposes. */
  readonly together?: boolean;
}

/** One of the wordings or layouts that are compared; the first of an experiment is what the others are measured against. */
export interface Variant {
  readonly code: string;
  readonly words?: VariantWords;
  readonly looks?: VariantLooks;
}

/** What an experiment is about. */
export type ExperimentTarget = { readonly form: string } | { readonly site: string };

/** An experiment as it is planned; it never changes afterwards. */
export interface ExperimentPlan {
  readonly code: string;
  readonly name: string;
  readonly target: ExperimentTarget;
  /** The consent activity whose rates are compared. */
  readonly activity: string;
  /** How many presentations each variant needs before anything is concluded. */
  readonly needed: number;
  readonly variants: readonly Variant[];
}

/** What the usual form and banner look like: both controls alike. */
export const USUAL_LOOK: ControlLook = { present: true, style: 'outlined', size: 'medium', taps: 1, afterSeconds: 0 };

/** The look of one of the two controls, with what is usual filled in. */
export function lookOf(variant: Variant, control: 'grant' | 'refuse'): ControlLook {
  return { ...USUAL_LOOK, ...variant.looks?.[control] };
}
