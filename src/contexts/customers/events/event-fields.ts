import type { Tx } from '../../../platform/database/index.ts';
import type { FieldCode } from '../../register/index.ts';
import { boundFields } from '../ingest/wire/store/source-store.ts';

/**
 * The fields of which events of these names are, each once: what whoever counts them asks the gate for (decision 0114). A name is what all tracking plans say
 * it is; orders of files are orders; what trackers name themselves ("@page") is behaviour; what nobody declares now may be either, so it is both.
 */
export async function fieldsOfEvents(tx: Tx, names: readonly string[]): Promise<FieldCode[]> {
  if (names.length === 0) return [];
  const bound = await boundFields(tx, names);
  const fields = names.flatMap((name) => {
    const planned = bound.filter((event) => event.name === name).flatMap((event) => withRecord(event.fields));
    return name === PURCHASE ? [...planned, 'order_record' as const] : planned.length > 0 ? planned : undeclared(name);
  });
  return [...new Set(fields)].sort();
}

/** How a row of a file of purchases is called in the log. */
const PURCHASE = 'purchase';

// That something was done is behaviour unless the plan says that it is an order, whatever else its properties are.
function withRecord(fields: readonly FieldCode[]): readonly FieldCode[] {
  return fields.includes('order_record') ? fields : ['behaviour', ...fields];
}

function undeclared(name: string): readonly FieldCode[] {
  return name.startsWith('@') ? ['behaviour'] : ['order_record', 'behaviour'];
}
