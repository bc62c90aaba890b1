import type { Tx } from '../../../platform/database/index.ts';

/** Adds the DPO's entry about an assessment. */
export async function insertAssessment(
  tx: Tx,
  entry: {
    activity: string;
    state: string;
    documentName: string | null;
    documentHash: string | null;
    by: string;
    at: Date;
    receipt: string;
  },
): Promise<void> {
  await tx.execute(
    `insert into register.assessment_entry (activity, state, document_name, document_hash, entered_by, entered_at, receipt)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [entry.activity, entry.state, entry.documentName, entry.documentHash, entry.by, entry.at, entry.receipt],
  );
}

/** Adds the DPO's entry about a contract. */
export async function insertContract(
  tx: Tx,
  entry: {
    activity: string;
    recipient: string;
    state: string;
    documentHash: string | null;
    by: string;
    at: Date;
    receipt: string;
  },
): Promise<void> {
  await tx.execute(
    `insert into register.contract_entry (activity, recipient, state, document_hash, entered_by, entered_at, receipt)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [entry.activity, entry.recipient, entry.state, entry.documentHash, entry.by, entry.at, entry.receipt],
  );
}

/** Adds the DPO's entry about an entrustee's entrusting of somebody else. */
export async function insertSubEntrustment(
  tx: Tx,
  entry: {
    activity: string;
    recipient: string;
    subEntrustee: string;
    state: string;
    documentHash: string | null;
    by: string;
    at: Date;
    receipt: string;
  },
): Promise<void> {
  await tx.execute(
    `insert into register.sub_entrustment_entry
       (activity, recipient, sub_entrustee, state, document_hash, entered_by, entered_at, receipt)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      entry.activity,
      entry.recipient,
      entry.subEntrustee,
      entry.state,
      entry.documentHash,
      entry.by,
      entry.at,
      entry.receipt,
    ],
  );
}
