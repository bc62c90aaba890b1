/** One side of a pair: runs a batch of work once and answers how many units (rows, requests) it did. */
export type Side = () => Promise<number>;

/** A benchmark: what is measured, its control, and what the ratio means. */
export interface Benchmark {
  readonly name: string;
  readonly what: string;
  readonly control: string;
  readonly unit: string;
  /** It takes long to prepare, so it runs only when it is named. */
  readonly slow?: true;
  /** How often each side runs before it is measured; once unless told. A server compiles its code while the first ten thousand requests come. */
  readonly warmUps?: number;
  /** Prepares both sides; `close` frees what they use. */
  prepare(): Promise<{
    subject: Side;
    control: Side;
    /** What a side has left to be done is done here, so that the other does not pay for it; not timed. */
    settle?(): Promise<void>;
    /** What is measured once, after the pairs, in a sentence. */
    further?(): Promise<string>;
    close(): Promise<void>;
  }>;
}

/** Rates in units per second and their ratios, pair by pair. */
export interface Measurement {
  readonly name: string;
  readonly what: string;
  readonly control: string;
  readonly unit: string;
  readonly pairs: readonly { readonly subject: number; readonly control: number; readonly ratio: number }[];
  readonly ratio: Spread;
  readonly subject: Spread;
  readonly controlRate: Spread;
  /** Resident memory of this process afterwards, in MiB (node with DuckDB; PostgreSQL apart). */
  readonly residentMiB: number;
  /** What the benchmark measured once besides. */
  readonly further?: string;
}

export interface Spread {
  readonly minimum: number;
  readonly median: number;
  readonly maximum: number;
}

/** Minimum, median and maximum; of an even count the mean of the middle two. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { minimum: sorted[0] ?? 0, median, maximum: sorted.at(-1) ?? 0 };
}

async function rate(side: Side): Promise<number> {
  const start = process.hrtime.bigint();
  const units = await side();
  return (units * 1e9) / Number(process.hrtime.bigint() - start);
}

/**
 * Measures in interleaved pairs after the warm-ups of each, alternating which side goes first, so that a machine whose speed drifts moves both.
 * The ratio is the subject's rate over the control's.
 */
export async function measure(benchmark: Benchmark, pairs: number): Promise<Measurement> {
  const sides = await benchmark.prepare();
  const settled = async (side: Side): Promise<number> => {
    await sides.settle?.();
    return rate(side);
  };
  try {
    for (let round = 0; round < (benchmark.warmUps ?? 1); round += 1) {
      await settled(sides.control);
      await settled(sides.subject);
    }
    const measured: { subject: number; control: number; ratio: number }[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const first = pair % 2 === 0 ? await settled(sides.subject) : await settled(sides.control);
      const second = pair % 2 === 0 ? await settled(sides.control) : await settled(sides.subject);
      const [subject, control] = pair % 2 === 0 ? [first, second] : [second, first];
      measured.push({ subject, control, ratio: subject / control });
    }
    const further = await sides.further?.();
    const { name, what, control, unit } = benchmark;
    return {
      name,
      what,
      control,
      unit,
      pairs: measured,
      ratio: spread(measured.map((pair) => pair.ratio)),
      subject: spread(measured.map((pair) => pair.subject)),
      controlRate: spread(measured.map((pair) => pair.control)),
      residentMiB: process.memoryUsage.rss() / 1024 / 1024,
      ...(further === undefined ? {} : { further }),
    };
  } finally {
    await sides.close();
  }
}
