import type { Columns, Decision, DecisionRequest, Gate } from '../../src/contexts/consent/index.ts';
import { createColumns, createGate } from '../../src/contexts/consent/index.ts';
import { judge } from '../../src/contexts/law/index.ts';
import { createRegister, type Register } from '../../src/contexts/register/index.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { type GateWorld, openGateWorld } from './gate-world.ts';

/** A gate that keeps its columns in memory, and beside it, as another server would be, one that asks PostgreSQL each time. */
export interface MemoryWorld extends Omit<GateWorld, 'another'> {
  readonly columns: Columns;
  readonly plain: {
    readonly gate: Gate;
    readonly register: Register;
    /** Decides in a transaction of its own. */
    decideIn(request: DecisionRequest): Promise<Decision>;
  };
  /** Columns of another server, or of this one started anew. */
  another(): Columns;
}

/** Opens one; nothing runs in the background, call `columns.settle()` or `columns.catchUp()`. */
export async function openMemoryWorld(limits?: { narrow: number; wide: number }): Promise<MemoryWorld> {
  const world = await openGateWorld();
  const { clock, evidence, service, database, journal } = world;
  const settings = {
    database,
    clock,
    log: silentLogger(),
    judge,
    service,
    ...(limits === undefined ? {} : { limits }),
  };
  const register: Register = createRegister({ clock, evidence, changing: (tx) => columns.registerChanging(tx) });
  const columns = createColumns({ ...settings, register });
  const gate = createGate({ clock, evidence, register, judge, service, journal, columns });
  return {
    ...world,
    register,
    gate,
    columns,
    plain: {
      gate: world.gate,
      register: world.register,
      decideIn: (request) => world.act((tx) => world.gate.decide(tx, request)),
    },
    another: () => createColumns({ ...settings, register: world.register }),
  };
}
