import pg from 'pg';

// int8 arrives as text by default; every 64-bit number we store fits a double, and one that does not must not pass silently.
const INT8 = 20;
function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error('an int8 from the database exceeds 2^53');
  return value;
}

/** How values of rows are read. */
export const rowTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary'
      ? parseSafeInteger
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};
