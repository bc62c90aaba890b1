export {
  ArrayWriter,
  bigintArray,
  booleanArray,
  byteaArray,
  instantArray,
  integerArray,
  textArray,
  uuidArray,
} from './binary-array.ts';
export { type CopyResult, copyIn, copyOut } from './copy.ts';
export { copyRows } from './copy-rows.ts';
export { HEAD_ROOM, type TakeMessage } from './copy-socket.ts';
export { Database, type DatabaseOptions, type TransactionOptions } from './database.ts';
export { GroupCommit, type Outcome } from './group-commit.ts';
export { Listener } from './listener.ts';
export { type MigrationSet, migrate, readMigrations } from './migrate.ts';
export { retryWhenOvertaken } from './retry-when-overtaken.ts';
export { transactionWitness } from './transaction-witness.ts';
export { Tx } from './tx.ts';
