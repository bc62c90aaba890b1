import type { Tx } from '../../../../platform/database/index.ts';
import type { FieldCode } from '../../../register/index.ts';
import type { Definition } from '../domain/definition.ts';
import { expandSegments } from '../domain/expand-segments.ts';
import { modeOf } from '../domain/mode.ts';
import { fieldsRead } from '../fields-read.ts';
import type { SegmentRow } from '../store/segment-store.ts';
import type { LiveSegment } from './live-engine.ts';

/** A live segment with what the gate is asked about its people: one question for all of the same use. */
export interface Analysed extends LiveSegment {
  readonly activity: string;
  readonly fields: readonly FieldCode[];
}

/** Those of the saved segments that are kept live, each with the fields that it reads as events are bound now (decision 0114); `all`: every definition. */
export async function analysedLive(
  tx: Tx,
  rows: readonly SegmentRow[],
  all: ReadonlyMap<string, Definition>,
): Promise<Analysed[]> {
  const live: Analysed[] = [];
  for (const { code, revision, activity } of rows) {
    const definition = all.get(code) ?? { any: [] };
    const whole = expandSegments(definition, all, [code]);
    if (modeOf(whole) !== 'live') continue;
    const fields = await fieldsRead(tx, whole);
    live.push({ code, revision, activity, fields, use: [activity, ...[...fields].sort()].join(' '), definition });
  }
  return live;
}
