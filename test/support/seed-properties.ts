import fc from 'fast-check';
import { SEED } from './fault-rounds.ts';

// Runs before each file of tests. Every property draws from one seed, so that a commit has one answer; `npm run faults` gives fresh ones (decision
// 0087). A property that fails prints its seed, its path and the shrunk counterexample.
fc.configureGlobal({ seed: SEED });
