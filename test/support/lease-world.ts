import {
  type Columns,
  createColumns,
  createGate,
  type DecisionRequest,
  type Gate,
  Leases,
  WELL_FORMED_MESSAGE,
} from '../../src/contexts/consent/index.ts';
import { judge } from '../../src/contexts/law/index.ts';
import type { Database, Tx } from '../../src/platform/database/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { type GateWorld, openGateWorld } from './gate-world.ts';

/** A server of the world: its memory, its lease and its gate; nothing runs in the background, call `leases.round()`. */
export interface LeaseServer {
  readonly columns: Columns;
  readonly leases: Leases;
  readonly gate: Gate;
  act<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Joins, reads everything, gets the lease and judges whoever may be asked about. */
  open(persons: readonly string[]): Promise<void>;
  /** What memory alone says about marketing to them by SMS: an outcome or the code of the denial; undefined when PostgreSQL has to be asked. */
  remembers(person: string): string | undefined;
  withdraw(person: string): Promise<unknown>;
}

export interface LeaseServerOptions {
  readonly lengthMs?: number;
  /** Claims the PostgreSQL for itself. */
  readonly alone?: boolean;
  readonly monotonic?: () => number;
  /** Stands before the database that leases are kept in. */
  readonly leaseDatabase?: Pick<Database, 'statement'>;
}

/** A register, and as many servers on one PostgreSQL as are asked for. */
export interface LeaseWorld extends GateWorld {
  server(options?: LeaseServerOptions): LeaseServer;
}

export const ASKED = { activity: 'marketing', operation: 'use', channel: 'sms', message: WELL_FORMED_MESSAGE } as const;

/** Opens the world. */
export async function openLeaseWorld(): Promise<LeaseWorld> {
  const world = await openGateWorld();
  return { ...world, server: (options = {}) => serverOf(world, options) };
}

function serverOf(world: GateWorld, options: LeaseServerOptions): LeaseServer {
  const { clock, evidence, service, database, journal, register } = world;
  const log = silentLogger();
  const columns = createColumns({ database, clock, log, judge, service, register });
  const leases = new Leases({
    database: options.leaseDatabase ?? database,
    columns,
    log,
    lengthMs: options.lengthMs ?? 10_000,
    alone: options.alone ?? false,
    ...(options.monotonic === undefined ? {} : { monotonic: options.monotonic }),
  });
  const gate = createGate({ clock, evidence, register, judge, service, journal, columns, leases });
  const question = (person: string): DecisionRequest => ({ ...ASKED, person });
  const act = <T>(work: (tx: Tx) => Promise<T>) => database.transaction(work);
  const remembers = (person: string) => {
    const decision = gate.decideAtOnce(question(person));
    return decision?.outcome === 'deny' ? decision.reasons[0]?.code : decision?.outcome;
  };
  return {
    columns,
    leases,
    gate,
    act,
    remembers,
    async open(persons) {
      // In the second in which something was said, PostgreSQL is asked.
      clock.advance(1000);
      await leases.round();
      await columns.settle();
      // The first question about a class is answered by PostgreSQL, and remembered.
      for (const person of persons) remembers(person);
      await columns.settle();
      await leases.round();
    },
    withdraw: (person) => act((tx) => gate.withdraw(tx, { person, activity: 'marketing', by: 'test' })),
  };
}
