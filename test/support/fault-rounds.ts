/** How often each fault is tried: three times in `npm test`; `npm run faults` sets more. */
export const ROUNDS = Number(process.env['ZHINUO_FAULT_ROUNDS'] ?? 3);

/**
 * Where everything random in tests comes from, the moments of faults and the values of properties: always the same in `npm test`, a fresh one in each
 * run of `npm run faults`, which prints it.
 */
export const SEED = Number(process.env['ZHINUO_TEST_SEED'] ?? 20261111);

/**
 * How long the tests and hooks of a fault may take, milliseconds: enough for a machine of two busy cores. It ends what hangs; nothing is measured by
 * it.
 */
export const FAULT_LIMIT = 300_000 + ROUNDS * 120_000;
