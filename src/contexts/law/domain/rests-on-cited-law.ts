/** Whether a basis rests on a cited law: statutory duty or another law (PIPL 13(1)(3), (7)). */
export function restsOnCitedLaw(basis: string | null | undefined): boolean {
  return basis === 'legal_duty' || basis === 'other_law';
}
