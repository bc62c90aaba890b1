import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Columns } from '../../src/contexts/consent/columns/columns.ts';
import type { ColumnsDeps } from '../../src/contexts/consent/columns/columns-deps.ts';
import type { GateMemory } from '../../src/contexts/consent/columns/gate-memory.ts';
import { judge } from '../../src/contexts/law/index.ts';
import { ManualClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logging.ts';
import { idText, MADE_NOW, madeQuestion, makePopulation, scrambled } from '../made-population.ts';
import type { Benchmark } from '../measure.ts';
import { numberOption } from '../options.ts';

const PEOPLE = numberOption('people', 1_000_000);
const CROWD = numberOption('crowd', 10_000_000);
const ACTIVITIES = 20;
const EXPIRING = 2;
const ASKED = 200_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use: the JavaScript heap and what typed arrays hold outside of it, after two collections. */
function bytesInUse(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

// Nothing is read: what memory does not know counts as not answered.
function columnsOver(memory: GateMemory, clock: ManualClock): Columns {
  const deps: ColumnsDeps = {
    database: { transaction: () => Promise.reject(new Error('no database in this benchmark')) },
    clock,
    log: silentLogger(),
    register: {} as ColumnsDeps['register'],
    judge,
    unseal: () => undefined,
  };
  return new Columns(deps, memory);
}

/** Ids of random people as strings that nobody has hashed before. */
function freshIds(people: number, round: number): string[] {
  const text = Buffer.from(
    Array.from({ length: ASKED }, (_, at) => idText(1 + (scrambled(at * 13 + round) % people))).join(''),
    'latin1',
  );
  return Array.from({ length: ASKED }, (_, at) => text.toString('latin1', at * 36, at * 36 + 36));
}

/** `decide` in process, from memory. */
export const decideInMemory: Benchmark = {
  name: 'decide',
  what: `decide from memory, ${PEOPLE.toLocaleString('en')} people × ${ACTIVITIES} activities, ${EXPIRING} of them expiring`,
  control: 'Map.get of the same ids, fresh strings on both sides',
  unit: 'decisions',
  async prepare() {
    const before = bytesInUse();
    const { memory, judgeAll } = await makePopulation(PEOPLE, ACTIVITIES, EXPIRING);
    const bytes = bytesInUse() - before;
    judgeAll('marketing-1');
    const clock = new ManualClock(new Date(MADE_NOW + 1000));
    const columns = columnsOver(memory, clock);
    const ordinals = new Map<string, number>();
    for (let ordinal = 1; ordinal <= PEOPLE; ordinal += 1) ordinals.set(idText(ordinal), ordinal);
    // A list for each of the runs of either side, made before any of them is measured.
    const lists = Array.from({ length: 14 }, (_, round) => freshIds(PEOPLE, round >> 1));
    const { activity, operation, message } = madeQuestion('marketing-1');
    const shared = { activity, operation, channel: 'sms', ...(message === null ? {} : { message }) } as const;
    let used = 0;
    let answered = 0;
    let allowed = 0;
    const next = () => lists[used++ % lists.length] ?? [];
    return {
      async subject() {
        const ids = next();
        for (const person of ids) {
          const decision = columns.decide({ ...shared, person });
          if (decision === undefined) continue;
          answered += 1;
          if (decision.outcome !== 'deny') allowed += 1;
        }
        return ids.length;
      },
      async control() {
        const ids = next();
        let sum = 0;
        for (const person of ids) sum += ordinals.get(person) ?? 0;
        if (sum === 0) throw new Error('nobody was found');
        return ids.length;
      },
      async further() {
        const asked = (used / 2) * ASKED;
        if (answered < asked * 0.99) throw new Error('memory answered too few: this would measure nothing');
        return `${(bytes / PEOPLE).toFixed(1)} bytes a person for everything (heap and array buffers after collection; it counts ${(memory.bytes / PEOPLE).toFixed(1)} itself), ${memory.columns.get('marketing-1')?.classCount} classes; ${((answered / asked) * 100).toFixed(2)} % answered from memory, ${((allowed / asked) * 100).toFixed(1)} % allowed`;
      },
      close: async () => undefined,
    };
  },
};

function bits(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

/** The longest turn of the event loop while it is started, on the clock and in CPU time (other processes may hold the clock up). */
class Turns {
  longest = 0;
  longestCpu = 0;
  #watch = 0;

  start(): void {
    this.#watch += 1;
    const watch = this.#watch;
    let [at, cpu] = [performance.now(), process.cpuUsage()];
    const turn = () => {
      if (this.#watch !== watch) return;
      this.longest = Math.max(this.longest, performance.now() - at);
      this.longestCpu = Math.max(this.longestCpu, milliseconds(process.cpuUsage(cpu)));
      [at, cpu] = [performance.now(), process.cpuUsage()];
      setImmediate(turn);
    };
    setImmediate(turn);
  }

  stop(): void {
    this.#watch += 1;
  }
}

/** `decidePopulation` over everybody, from memory. */
export const decidePopulationInMemory: Benchmark = {
  name: 'decide-population',
  what: `decidePopulation of ${CROWD.toLocaleString('en')} people: expiry, age, channel, no, exact reasons`,
  control: 'AND and popcount over as many bits: one pass for the allowed and for each reason',
  unit: 'populations',
  async prepare() {
    const { memory, judgeAll } = await makePopulation(CROWD, 1, 1);
    judgeAll('marketing-1');
    const clock = new ManualClock(new Date(MADE_NOW + 1000));
    const columns = columnsOver(memory, clock);
    const question = madeQuestion('marketing-1');
    const sort = async () => {
      const sorted = await columns.sort(question, 'all');
      if (sorted === undefined) throw new Error('memory did not answer');
      const { allowedPeople, excluded } = sorted.sorting.result();
      return { allowedPeople, excluded, left: sorted.left.length };
    };
    const first = await sort();
    const sets = first.excluded.length + 1;
    const words = Math.ceil(CROWD / 32);
    const people = Array.from({ length: sets }, (_, set) =>
      Uint32Array.from({ length: words }, (_x, at) => scrambled(at * sets + set)),
    );
    const mask = Uint32Array.from({ length: words }, (_, at) => scrambled(at));
    let turns = new Turns();
    let times: number[] = [];
    let cpu = 0;
    let warm = false;
    let last = first;
    return {
      async subject() {
        // What is warmed up is not told.
        if (times.length > 0 && !warm) {
          warm = true;
          [turns, times, cpu] = [new Turns(), [], 0];
        }
        for (let run = 0; run < 10; run += 1) {
          // The clock goes on, so that consents end meanwhile.
          clock.advance(1000);
          turns.start();
          const [begun, used] = [performance.now(), process.cpuUsage()];
          last = await sort();
          times.push(performance.now() - begun);
          cpu += milliseconds(process.cpuUsage(used));
          turns.stop();
        }
        return 10;
      },
      async control() {
        for (let run = 0; run < 10; run += 1)
          for (const set of people) {
            let count = 0;
            for (let at = 0; at < words; at += 1) count += bits((set[at] as number) & (mask[at] as number));
            if (count === 0) throw new Error('nobody');
          }
        return 10;
      },
      async further() {
        times.sort((a, b) => a - b);
        const counted = last.excluded.reduce((sum, each) => sum + each.count, last.allowedPeople.size) + last.left;
        if (counted !== CROWD)
          throw new Error(`${counted} of ${CROWD} people were counted: this would measure nothing`);
        const groups = last.excluded.map((each) => `${each.code} ${each.count}`).join(', ');
        return `median ${times[times.length >> 1]?.toFixed(1)} ms, longest ${times.at(-1)?.toFixed(1)} ms; ${(cpu / times.length).toFixed(1)} ms of CPU each; longest turn of the event loop ${turns.longest.toFixed(1)} ms, ${turns.longestCpu.toFixed(1)} ms of CPU; ${counted.toLocaleString('en')} people counted, ${last.left} left to PostgreSQL; ${memory.columns.get('marketing-1')?.classCount} classes, ${(memory.bytes / CROWD).toFixed(1)} bytes a person; ${groups}`;
      },
      close: async () => undefined,
    };
  },
};
