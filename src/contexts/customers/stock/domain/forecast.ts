/** What a forecast assumes; each number is named beside the result. */
export interface Assumptions {
  /** The share of the people who are met at a service touchpoint within a month (a parcel, a bill, a visit). */
  readonly metAMonth: number;
  /** The share of those asked who agree. */
  readonly agree: number;
  readonly months: number;
}

/** A month of a forecast. */
export interface ForecastMonth {
  readonly month: number;
  /** People of the stock who may be asked and have been met by then. */
  readonly asked: number;
  /** People who may be reached by then. */
  readonly reachable: number;
}

/**
 * What asking at service touchpoints brings: each person who never said no is asked once, when they are next met; who says no is not asked
 * again. `today` may be reached already, `askable` may be asked.
 */
export function forecast(today: number, askable: number, assumptions: Assumptions): ForecastMonth[] {
  return Array.from({ length: assumptions.months + 1 }, (_, month) => {
    const asked = Math.round(askable * (1 - (1 - assumptions.metAMonth) ** month));
    return { month, asked, reachable: today + Math.round(asked * assumptions.agree) };
  });
}
