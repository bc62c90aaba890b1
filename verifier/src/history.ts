import { type Checkpoint, type Note, readCheckpoint, readNote } from './checkpoint.ts';
import { isConsistent, type Tree } from './hashing.ts';
import { Refusal } from './refusal.ts';
import { constant, type Field, hashes, integer, items, members } from './shape.ts';
import type { Signers } from './signers.ts';
import { canonical, parseStrictly } from './strict-json.ts';

/** Checks the earlier checkpoints that a bundle carries: signed, of the same log, and each a beginning of the bundle's own. */
export function checkHistory(field: Field, checkpoint: Checkpoint, signers: Signers): Checkpoint[] {
  let before = 0;
  return items(field, 1_000).map((item) => {
    const { checkpoint: told, consistency } = members(item, 'checkpoint', 'consistency');
    const earlier = readCheckpoint(told, signers);
    if (earlier.origin !== checkpoint.origin || earlier.size <= before || earlier.size >= checkpoint.size)
      throw new Refusal(
        'history',
        told.at,
        '不是同一日志依次增大的较早检查点',
        'not an earlier checkpoint of this log, in the order of sizes',
      );
    if (!isConsistent(earlier, checkpoint, hashes(consistency)))
      throw new Refusal(
        'history',
        item.at,
        '较早的检查点不是此日志的前身：日志被改写或分叉',
        'the log does not begin with this earlier checkpoint: it was rewritten or forked',
      );
    before = earlier.size;
    return earlier;
  });
}

/** What a verifier keeps between two runs, and a consistency proof from elsewhere: contents of files. */
export interface Memory {
  readonly remembered?: string;
  readonly consistency?: string;
}

/**
 * Compares a bundle's log with the newest checkpoint of it that the verifier remembers: equal sizes need equal roots, a smaller tree is refused, and a
 * larger one must be shown to begin with the remembered one. Returns what to remember from now on: nothing new unless the signer is one that
 * the user trusts, or a stranger's bundle could put a checkpoint there that makes the true log look rolled back.
 */
export function checkMemory(
  memory: Memory,
  checkpoint: Checkpoint,
  history: readonly Checkpoint[],
  trusted: boolean,
  at: string,
): string | undefined {
  const others: string[] = [];
  let known: Note | undefined;
  for (const { note, text } of readMemory(memory.remembered)) {
    if (note.origin === checkpoint.origin) known = note;
    else others.push(text);
  }
  if (known !== undefined) checkGrowth(known, checkpoint, history, memory.consistency, at);
  if (!trusted) return undefined;
  const checkpoints = [...others, checkpoint.text].sort();
  const kept = new Map<string, string | number | string[]>([
    ['checkpoints', checkpoints],
    ['format', FORMAT],
    ['version', 1],
  ]);
  return `${canonical(kept)}\n`;
}

const FORMAT = 'zhinuo.remembered';

function readMemory(content: string | undefined): { note: Note; text: string }[] {
  if (content === undefined) return [];
  const value = parseStrictly(content, '--remember');
  const { format, version, checkpoints } = members({ value, at: '--remember' }, 'format', 'version', 'checkpoints');
  constant(format, FORMAT);
  constant(version, 1);
  const notes = items(checkpoints, 10_000).map((item) => ({ note: readNote(item), text: String(item.value) }));
  if (new Set(notes.map(({ note }) => note.origin)).size !== notes.length)
    throw new Refusal('structure', checkpoints.at, '同一日志出现两次', 'a log stands there twice');
  return notes;
}

function checkGrowth(
  known: Note,
  checkpoint: Checkpoint,
  history: readonly Checkpoint[],
  consistency: string | undefined,
  at: string,
): void {
  if (checkpoint.size < known.size)
    throw new Refusal(
      'rolled-back',
      at,
      `日志比已记住的检查点小（${checkpoint.size} < ${known.size}）：日志被回退，或此证据包较旧`,
      `the log is smaller than the checkpoint remembered (${checkpoint.size} < ${known.size}): it was rolled back, or the bundle is older`,
    );
  if (known.size === 0) return;
  const step = history.find((each) => each.size === known.size);
  const proof = checkpoint.size === known.size ? [] : proofIn(consistency, known, checkpoint);
  if (step !== undefined && isConsistent(known, step, [])) return;
  if (step === undefined && proof === undefined)
    throw new Refusal(
      'no-consistency',
      at,
      `缺少从已记住的检查点（${known.size}）到此检查点（${checkpoint.size}）的一致性证明，请以 --consistency 给出`,
      `there is no consistency proof from the checkpoint remembered (${known.size}) to this one (${checkpoint.size}); give one with --consistency`,
    );
  if (step !== undefined || !isConsistent(known, checkpoint, proof ?? []))
    throw new Refusal(
      'forked',
      at,
      '日志与已记住的检查点不一致：日志被改写或分叉',
      'the log is not consistent with the checkpoint remembered: it was rewritten or forked',
    );
}

function proofIn(content: string | undefined, from: Tree, to: Tree): Uint8Array[] | undefined {
  if (content === undefined) return undefined;
  const value = parseStrictly(content, '--consistency');
  const fields = members({ value, at: '--consistency' }, 'from', 'to', 'consistency');
  if (integer(fields.from, 0) !== from.size || integer(fields.to, 0) !== to.size)
    throw new Refusal(
      'no-consistency',
      '--consistency',
      `一致性证明应从 ${from.size} 到 ${to.size}`,
      `the consistency proof must lead from ${from.size} to ${to.size}`,
    );
  return hashes(fields.consistency);
}
