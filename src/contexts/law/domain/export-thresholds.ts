import { firstInstant } from './instant.ts';

/** How many persons' information makes an export need a mechanism, in force from an instant (ms). */
export interface ExportThresholds {
  readonly from: number;
  readonly source: string;
  /** Persons (not sensitive, sensitive) from which a security assessment is needed. */
  readonly assessment: { readonly plain: number; readonly sensitive: number };
  /** Persons from which a standard contract or certificate is needed. */
  readonly contract: { readonly plain: number; readonly sensitive: number };
  /** Whether the exemptions of the 2024 Provisions, articles 3 to 6, exist. */
  readonly exemptions: boolean;
}

/** Newest first. The older assessment measures counted since 1 January of the year before; the facts carry this year's count. */
export const EXPORT_THRESHOLDS: readonly ExportThresholds[] = [
  {
    from: firstInstant('2024-03-22'),
    source: 'CBDF Provisions 5, 7, 8',
    assessment: { plain: 1_000_000, sensitive: 10_000 },
    contract: { plain: 100_000, sensitive: 1 },
    exemptions: true,
  },
  {
    from: Number.NEGATIVE_INFINITY,
    source: 'Security Assessment Measures 4 (2022)',
    assessment: { plain: 100_000, sensitive: 10_000 },
    contract: { plain: 1, sensitive: 1 },
    exemptions: false,
  },
];

/** The thresholds in force at an instant. */
export function exportThresholdsAt(at: number): ExportThresholds {
  for (const row of EXPORT_THRESHOLDS) if (at >= row.from) return row;
  return EXPORT_THRESHOLDS[EXPORT_THRESHOLDS.length - 1] as ExportThresholds;
}
