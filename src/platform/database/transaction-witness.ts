import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tx } from './tx.ts';

/**
 * What must be written with whatever a request commits, without every use case knowing of it: run just before each commit of the transactions
 * that the current asynchronous call opens, in that transaction. A throw rolls it back. The idempotency store marks with it, in the act's own
 * transaction, that the act was carried out.
 */
export const transactionWitness = new AsyncLocalStorage<(tx: Tx) => Promise<void>>();
