import { describe, expect, it } from 'vitest';
import { ActivityColumn } from './activity-column.ts';
import { GateMemory } from './gate-memory.ts';

const MANY = 100_000;
const KEY = 7;
/** A second in the middle of a page of the timetable, and one some pages later. */
const [FIRST, LATER] = [1_800_000_123, 1_800_020_000];

function memoryWith(people: number, dueIn: (ordinal: number) => number) {
  const memory = new GateMemory(() => undefined);
  const column = new ActivityColumn('marketing', LATER + 1_000_000);
  memory.answerFrom(column);
  memory.moveTo((FIRST - 5_000) * 1000);
  for (let ordinal = 1; ordinal <= people; ordinal += 1) {
    column.set(ordinal, KEY);
    column.timetable.add(ordinal, dueIn(ordinal));
  }
  return { memory, column };
}

function ordinalsOf(memory: GateMemory): number[] {
  const found: number[] = [];
  memory.due.take(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, (ordinal) => void found.push(ordinal));
  return found.sort((a, b) => a - b);
}

describe('what the gate remembers of many whose consent ends in the same second', () => {
  it('is not asked until all of them have left their class, and each look takes out a bounded number', () => {
    const { memory, column } = memoryWith(MANY, () => FIRST);
    const inClass = () => column.count(column.classOf(KEY));
    memory.moveTo(FIRST * 1000 - 1);
    expect(inClass()).toBe(MANY);
    let looks = 0;
    for (let before = inClass(); ; before = inClass()) {
      memory.moveTo(FIRST * 1000);
      looks += 1;
      expect(before - inClass()).toBeLessThanOrEqual(8_192 + 32);
      if (memory.columnOf('marketing') !== undefined) break;
    }
    expect(inClass()).toBe(0);
    expect(looks).toBeGreaterThan(10);
    expect(ordinalsOf(memory)).toEqual(Array.from({ length: MANY }, (_, at) => at + 1));
  });

  it('is current when it has been waited for, and others have had their turn', async () => {
    const { memory, column } = memoryWith(MANY, () => FIRST);
    memory.moveTo(FIRST * 1000);
    expect(memory.columnOf('marketing')).toBeUndefined();
    await memory.drain();
    expect(memory.columnOf('marketing')).toBe(column);
    expect(column.count(column.classOf(KEY))).toBe(0);
  });

  it('takes out those who are due and no others, also when the clock jumps over pages', async () => {
    const dueIn = (ordinal: number) => (ordinal % 3 === 0 ? LATER + 1 : ordinal % 3 === 1 ? FIRST : LATER);
    const { memory, column } = memoryWith(999, dueIn);
    memory.moveTo(FIRST * 1000);
    await memory.drain();
    expect(column.count(column.classOf(KEY))).toBe(666);
    memory.moveTo(LATER * 1000);
    await memory.drain();
    expect(column.count(column.classOf(KEY))).toBe(333);
    memory.moveTo((LATER + 50_000) * 1000);
    await memory.drain();
    expect(column.count(column.classOf(KEY))).toBe(0);
    expect(column.timetable.size).toBe(0);
    expect(ordinalsOf(memory)).toHaveLength(999);
  });
});
