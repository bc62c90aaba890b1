import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createEvidence } from '../../../src/contexts/evidence/index.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { Database } from '../../../src/platform/database/index.ts';
import { StatementPart } from '../../../src/platform/database/statement-part.ts';
import { openKeyring } from '../../../src/platform/keyring/index.ts';
import { silentLogger } from '../../../src/platform/logging.ts';
import { until } from '../until.ts';

// A server that records and merges until it is killed. It says "acknowledged <receipt id>" after each commit, as a server answers a request.
// ZHINUO_FAULT="node|postgres before|after <statement> <n>" kills it, or PostgreSQL, at the n-th such statement.
const [url = '', directory = '', ...persons] = process.argv.slice(2);
const [victim, moment, statement, times] = (process.env['ZHINUO_FAULT'] ?? '').split(' ');

type Query = (this: pg.Client, config: string | { name?: string }, ...rest: unknown[]) => unknown;
/** What pg's types leave out. */
type Wired = { readonly connection: object; readonly processID: number };

function kill(client: Wired): void {
  process.stdout.write(`killed ${victim} ${moment} ${statement}\n`);
  process.kill(victim === 'postgres' ? client.processID : process.pid, 'SIGKILL');
}

let seen = 0;
const isDue = (name: string | undefined): boolean => name === statement && ++seen === Number(times);

// pg's types know `query` as a set of overloads; all of them pass through here.
const prototype = pg.Client.prototype as unknown as { query: Query };
const query = prototype.query;
const clientOf = new WeakMap<object, Wired>();
prototype.query = function (config, ...rest) {
  const client = this as unknown as Wired;
  clientOf.set(client.connection, client);
  if (!isDue(typeof config === 'string' ? config : config.name)) return query.call(this, config, ...rest);
  if (moment === 'before') kill(client);
  const result = query.call(this, config, ...rest);
  if (moment === 'before') return result;
  return (result as Promise<unknown>).then((done) => {
    kill(client);
    return done;
  });
};

// Statements that leave in a group: before any of it is sent, or once it has run, but before what came behind it is heard of. One that fails has not run.
function killOver(wire: object): void {
  const client = clientOf.get(wire);
  if (client !== undefined) kill(client);
}
const { write, complete } = StatementPart.prototype;
StatementPart.prototype.write = function (wire) {
  if (moment === 'before' && isDue(this.name)) killOver(wire);
  write.call(this, wire);
};
StatementPart.prototype.complete = function (tag, wire) {
  if (moment === 'after' && isDue(this.name)) killOver(wire);
  complete.call(this, tag, wire);
};

const log = silentLogger();
const database = new Database({ connection: url, log, maxConnections: 4 });
const { service } = openKeyring({ directory, clock: systemClock });
const evidence = createEvidence({ anyPayload: true, clock: systemClock, service, database, log });
evidence.startSequencer();

const answers = (): Promise<boolean> =>
  database
    .transaction((tx) => tx.query('select 1'))
    .then(
      () => true,
      () => false,
    );

async function recordForever(first: number): Promise<void> {
  for (let at = first; ; at += 1) {
    // One person, alone and twice, and several, in orders that differ: every way of taking numbers. And somebody new.
    const people = [[0], [0, 0], [0, 1, 2], [2, 1, 0]][at % 4] ?? [];
    const known = (step: number) => persons[(at + step) % persons.length] ?? '';
    const stranger = at % 16 === 4 ? randomUUID() : undefined;
    const acts = people.map((step, place) => ({
      kind: 'consent' as const,
      person: stranger ?? known(step),
      payload: { at, place },
    }));
    try {
      const receipts = await database.transaction(async (tx) => {
        if (at % 8 < 5) await evidence.foresee(tx, [...new Set(acts.map(({ person }) => person))]);
        return evidence.recordActs(tx, acts);
      });
      for (const receipt of receipts) process.stdout.write(`acknowledged ${receipt.id}\n`);
    } catch {
      // PostgreSQL was killed under it: nothing was acknowledged.
      await until(answers);
    }
  }
}

// Somebody is met, searched for and erased; nobody is erased whose act was not recorded, and the other way round.
async function eraseForever(): Promise<void> {
  const terms = {
    consentUntil: new Date('2030-01-01'),
    messagesUntil: new Date('2027-06-01'),
    by: 'test',
    reason: 'test',
  };
  for (;;) {
    const person = randomUUID();
    try {
      const met = await database.transaction((tx) =>
        evidence.recordActs(tx, [
          { kind: 'consent', person, payload: { person } },
          { kind: 'search', payload: { person } },
        ]),
      );
      for (const receipt of met) process.stdout.write(`acknowledged ${receipt.id}\n`);
      const erasure = await database.transaction((tx) => evidence.erasePerson(tx, person, terms));
      process.stdout.write(`erased ${person} ${erasure.entry}\nacknowledged ${erasure.entry}\n`);
    } catch {
      await until(answers);
    }
  }
}
const erases = process.env['ZHINUO_ERASES'] === 'yes';
await Promise.all([recordForever(0), recordForever(1), ...(erases ? [eraseForever()] : [])]);
