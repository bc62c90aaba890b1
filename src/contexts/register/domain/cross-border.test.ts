import { expect, it } from 'vitest';
import { activityInput } from '../../../../test/support/gate-world.ts';
import type { ActivityInput } from './activity.ts';
import { activityErrors } from './activity-errors.ts';
import type { CrossBorder, OverseasTransfer } from './cross-border.ts';
import { changesAlong } from './notice-changes.ts';

const HQ: OverseasTransfer = {
  recipient: '示例短信服务有限公司',
  country: 'SG',
  mechanism: { kind: 'standard_contract_filed', number: '沪网信备2026-001' },
  exemption: null,
  rightsProcedure: { zh: '发邮件至 rights@hq.example.com', en: 'Write to rights@hq.example.com' },
  onRestrictedList: false,
};

function abroad(changes: Partial<OverseasTransfer> = {}, further: Partial<CrossBorder> = {}): ActivityInput {
  return activityInput({
    operations: ['collect', 'store', 'use', 'export'],
    crossBorder: { exporterIsCiio: false, importantData: false, transfers: [{ ...HQ, ...changes }], ...further },
  });
}

it('takes an export with its recipient, country, mechanism and way to exercise rights', () => {
  expect(activityErrors(abroad())).toEqual([]);
});

it.each([
  ['an export without a recipient abroad', activityInput({ operations: ['collect', 'export'] }), 'crossBorder'],
  ['no transfers', abroad({}, { transfers: [] }), 'crossBorder.transfers'],
  ['a transfer without the operation', { ...abroad(), operations: ['collect' as const] }, 'operations'],
  ['a stranger as recipient', abroad({ recipient: 'Somebody Ltd' }), 'crossBorder.transfers[0].recipient'],
  ['the same recipient twice', abroad({}, { transfers: [HQ, HQ] }), 'crossBorder.transfers[1].recipient'],
  ['mainland China as abroad', abroad({ country: 'CN' }), 'crossBorder.transfers[0].country'],
  ['a country in words', abroad({ country: 'Singapore' }), 'crossBorder.transfers[0].country'],
  [
    'a mechanism without its number',
    abroad({ mechanism: { kind: 'standard_contract_filed', number: ' ' } }),
    'crossBorder.transfers[0].mechanism.number',
  ],
  [
    'an assessment without its last day',
    abroad({ mechanism: { kind: 'security_assessment_passed', number: '1' } }),
    'crossBorder.transfers[0].mechanism.validUntil',
  ],
  [
    'a day that does not exist',
    abroad({ mechanism: { kind: 'certified', number: '1', validUntil: '2027-02-30' } }),
    'crossBorder.transfers[0].mechanism.validUntil',
  ],
  [
    'no way to exercise rights',
    abroad({ rightsProcedure: { zh: '', en: '' } }),
    'crossBorder.transfers[0].rightsProcedure',
  ],
])('refuses %s', (_, input, path) => {
  expect(activityErrors(input).map((error) => error.path)).toEqual([path]);
});

it('asks again when information newly goes abroad, and not when only the mechanism changes', () => {
  const home = activityInput();
  expect(changesAlong([home, abroad()])).toContainEqual({ activity: 'marketing', kind: 'recipient', reconsent: true });
  expect(changesAlong([abroad(), abroad({ mechanism: null })])).toEqual([
    { activity: 'marketing', kind: 'editorial', reconsent: false },
  ]);
  expect(changesAlong([abroad(), abroad({ country: 'US' })])).toEqual([
    { activity: 'marketing', kind: 'recipient', reconsent: true },
  ]);
});
