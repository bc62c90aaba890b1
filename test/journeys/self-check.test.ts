import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessActTables } from '../../src/contexts/access/index.ts';
import { consentActTables, membersOfUse } from '../../src/contexts/consent/index.ts';
import { createEvidence, type Evidence, type SelfCheckReport } from '../../src/contexts/evidence/index.ts';
import { registerActTables } from '../../src/contexts/register/index.ts';
import { vaultActTables } from '../../src/contexts/vault/index.ts';
import { formPerson } from '../support/rights-world.ts';
import { ACT_TAMPERINGS } from '../support/sql-tamperings.ts';
import { openTestVault, type TestVault } from '../support/test-vault.ts';

let world: TestVault;
let evidence: Evidence;

beforeAll(async () => {
  world = await openTestVault(['access']);
  const { clock, service, database, log } = world;
  const tables = [...accessActTables, ...registerActTables, ...consentActTables, ...vaultActTables];
  const checkedAgainst = () => ({ tables, members: membersOfUse });
  evidence = createEvidence({ clock, service, database, log, origin: 'example.com/evidence', checkedAgainst });
  const { gate, vault, act } = world;
  const activity = 'customer-administration';
  const persons: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    persons.push(await act((tx) => formPerson(world, tx)));
    clock.advance(60_000);
  }
  const [first = '', second = '', third = ''] = persons;
  await act((tx) => gate.withdraw(tx, { person: first, activity: 'marketing', channel: 'email', by: 'page' }));
  clock.advance(60_000);
  await act((tx) => gate.object(tx, { person: second, kind: 'unsubscribe', channel: 'sms', by: 'page' }));
  const asked = { person: third, fields: ['mobile'], activity, reason: '核对地址', by: 'staff:1', tier: 1 } as const;
  await act((tx) => vault.reveal(tx, { ...asked, fields: [...asked.fields] }));
  const narrower = { key: 'mask:agent:administration', value: 1, reason: '年度评审', by: 'staff:dpo1' };
  await act((tx) => vault.setPolicy(tx, narrower));
  await act((tx) => world.use(tx, persons, ['name']));
  const allowed = await act((tx) => gate.ordinalsOf(tx, persons));
  const ordinals = Uint32Array.from(allowed.map((ordinal) => ordinal ?? 0)).sort();
  await act((tx) =>
    gate.recordPopulationUse(tx, { activity, operation: 'use', fields: ['name'], by: 'test', allowed: ordinals }),
  );
  await evidence.mergePending();
});
afterAll(() => world.close());

async function check(): Promise<SelfCheckReport> {
  await world.act((tx) => evidence.selfCheck.begin(tx, 'test'));
  await evidence.selfCheck.run();
  const [report] = await world.act((tx) => evidence.selfCheck.reports(tx, 1));
  if (report === undefined) throw new Error('no report');
  return report;
}

describe('the self-check and the acts', () => {
  it('finds nothing while every act is as it was recorded', async () => {
    expect((await check()).findings).toEqual([]);
  });

  it.each(ACT_TAMPERINGS)('finds %s', async (_, sql = '', what = '') => {
    const touched = [
      ...new Set([...sql.matchAll(/(?:update|from|into) (\w+\."?\w+"?)/g)].map(([, table = '']) => table)),
    ];
    const kept = (table: string) => `public.kept_${table.replaceAll(/\W/g, '_')}`;
    await world.act(async (tx) => {
      await tx.execute("set local session_replication_role = 'replica'");
      for (const table of touched) await tx.execute(`create table ${kept(table)} as table ${table}`);
      expect(await tx.execute(sql)).toBeGreaterThan(0);
    });
    try {
      expect((await check()).findings.map((finding) => finding.what)).toContain(what);
    } finally {
      await world.act(async (tx) => {
        await tx.execute("set local session_replication_role = 'replica'");
        for (const table of touched) {
          await tx.execute(`delete from ${table}`);
          await tx.execute(`insert into ${table} overriding system value table ${kept(table)}`);
          await tx.execute(`drop table ${kept(table)}`);
        }
      });
    }
  });
});
