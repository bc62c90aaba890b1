const DIVISION_BY_ZERO = '22012';
const SERIALIZATION_FAILURE = '40001';

/**
 * The result of a statement that says `1 / (what must hold)::integer` where nobody can look at its result in time: when that does not hold, somebody
 * else was quicker, and the transaction is tried again as after a serialization failure.
 */
export async function retryWhenOvertaken<T>(statement: Promise<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    if ((error as { code?: unknown }).code !== DIVISION_BY_ZERO) throw error;
    throw Object.assign(new Error('another transaction was quicker'), { code: SERIALIZATION_FAILURE });
  }
}
