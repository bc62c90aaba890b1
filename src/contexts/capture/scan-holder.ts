import type { PersonBytesHolder } from '../vault/index.ts';

/** Scans of paper, sealed anew when their people's keys are renewed. */
export const scanHolder: PersonBytesHolder = {
  name: 'capture.paper_sheet',
  async sealAnew(tx, persons, seal) {
    const rows = await tx.query<{ id: string; person: string; scan: Buffer }>(
      'select id, person, scan from capture.paper_sheet where person = any ($1::uuid[]) and scan is not null order by id for update',
      [persons],
    );
    for (const { id, person, scan } of rows)
      await tx.execute('update capture.paper_sheet set scan = $2 where id = $1', [
        id,
        seal(person, [`consent_record/scan-${id}`], scan),
      ]);
  },
};
