import { consent, type FactsPatch, type ScenarioRow } from './scenario.ts';

const auto = (patch: FactsPatch = {}, more: FactsPatch = {}): FactsPatch => ({
  automated_decision: { used: true, opt_out_provided: true, opted_out: false, major_effect: false, ...patch },
  ...more,
});
const push: FactsPatch = {
  purpose: 'marketing',
  channel: 'app_push',
  consents: [consent({ purpose: 'marketing' })],
  message: { commercial: true, sender_identity: true, opt_out_included: true },
};
const major = (patch: FactsPatch): FactsPatch => auto({ major_effect: true, solely_automated: true, ...patch });

/** PIPL 24, 55, NDSR 42, Algorithm Rules 17 and 21, E-Commerce Law 18. */
// biome-ignore format: one scenario a line reads as a table
export const automatedScenarios: readonly ScenarioRow[] = [
  ['PIPL 24(2)', 'a personal push with a way out', auto({}, push), 'allow', 'PIPL 24'],
  ['PIPL 24(2)', 'a personal push without a way out', auto({ opt_out_provided: false }, push), 'deny', 'PIPL 24'],
  ['PIPL 24(2)', 'a personal push, a way out is not known', auto({ opt_out_provided: null }, push), 'deny', 'PIPL 24'],
  ['PIPL 24(2)', 'switched off', auto({ opted_out: true }, push), 'deny', 'PIPL 24'],
  ['Algorithm Rules 17', 'switched off a second ago', auto({ opted_out: true, opted_out_at: '2026-11-10T09:59:59+08:00' }, push), 'deny', 'PIPL 24'],
  ['Algorithm Rules 17', 'switched off at this instant', auto({ opted_out: true, opted_out_at: '2026-11-10T10:00:00+08:00' }, push), 'deny', 'PIPL 24'],
  ['Algorithm Rules 17', 'switched off a second later', auto({ opted_out: true, opted_out_at: '2026-11-10T10:00:01+08:00' }, push), 'allow', 'PIPL 24'],
  ['PIPL 24(2)', 'switched off, the push is not personal', auto({ used: false, opted_out: true }, push), 'allow', 'PIPL 24'],
  ['NDSR 42', 'uses a deleted tag', auto({ uses_deleted_tags: true }, push), 'deny', 'NDSR 42'],
  ['PIPL 24(1)', 'dearer for the loyal', auto({ price_differs_by_profile: true }, { purpose: 'pricing', consents: [consent({ purpose: 'pricing' })] }), 'deny', 'PIPL 24'],
  ['PIPL 24(1)', 'dearer for the loyal, reason empty', auto({ price_differs_by_profile: true, lawful_reason: '' }), 'deny', 'PIPL 24'],
  ['PIPL 24(1)', 'dearer for the loyal, reason blank', auto({ price_differs_by_profile: true, lawful_reason: ' ' }), 'deny', 'PIPL 24'],
  ['PIPL 24(1)', 'a price by profile with a lawful reason', auto({ price_differs_by_profile: true, lawful_reason: 'student fare by ordinance' }), 'allow', 'PIPL 24'],
  ['PIPL 24(1)', 'one open rule for all new accounts', auto({ price_differs_by_profile: false, uniform_rule: 'first order of any new account, published' }), 'allow', 'PIPL 24'],
  ['PIPL 24(3)', 'a major decision, no review to be had', major({ human_review_available: false }), 'deny', 'PIPL 24'],
  ['PIPL 24(3)', 'a major decision, review to be had', major({ human_review_available: true }), 'allow', 'PIPL 24'],
  ['PIPL 24(3)', 'a major decision, review not known', major({}), 'deny', 'PIPL 24'],
  ['PIPL 24(3)', 'review asked for and not done', major({ human_review_available: true, human_review_requested: true, human_review_done: false }), 'deny', 'PIPL 24'],
  ['PIPL 24(3)', 'review asked for and done', major({ human_review_available: true, human_review_requested: true, human_review_done: true }), 'allow', 'PIPL 24'],
  ['PIPL 24(3)', 'a major decision that a human has reviewed already', major({ human_review_available: false, human_review_done: true }), 'allow', 'PIPL 24'],
  ['PIPL 24(1)', 'an open rule, and a price by profile with a lawful reason', auto({ price_differs_by_profile: true, lawful_reason: 'student fare by ordinance', uniform_rule: 'published' }), 'allow', 'PIPL 24'],
  ['PIPL 24(3)', 'a major decision that a person takes', auto({ major_effect: true, solely_automated: false }), 'allow', 'PIPL 24'],
  ['PIPL 24(3)', 'the explanation is refused', { operation: 'refuse_explanation', ...major({ explanation_requested: true }) }, 'deny', 'PIPL 24'],
  ['PIPL 24(3)', 'the explanation is refused, effect not known', { operation: 'refuse_explanation', ...auto({ major_effect: null, explanation_requested: true }) }, 'deny', 'PIPL 24'],
  ['PIPL 24(3)', 'the explanation of a minor decision is refused', { operation: 'refuse_explanation', ...auto({ explanation_requested: true }) }, 'allow', 'PIPL 24'],
  ['E-Commerce Law 18', 'personal search results without the plain ones', auto({ kind: 'search_results', opt_out_provided: false }, { purpose: 'product_search', consents: [consent({ purpose: 'product_search' })] }), 'deny', 'E-Commerce Law 18'],
  ['E-Commerce Law 18', 'personal search results beside the plain ones', auto({ kind: 'search_results' }, { purpose: 'product_search', consents: [consent({ purpose: 'product_search' })] }), 'allow', 'E-Commerce Law 18'],
  ['PIPL 55(2)', 'automated without assessment', auto({}, { pia_done: false }), 'deny', 'PIPL 55'],
  ['PIPL 24(2)', 'nothing is decided by automation', auto({ used: false }), 'allow', 'PIPL 24'],
  ['PIPL 24(3)', 'a human took the major decision after a review was asked for', auto({ major_effect: true, solely_automated: false, human_review_available: true, human_review_requested: true, human_review_done: true }), 'allow', 'PIPL 24'],
  ['PIPL 24(3)', 'a human had a part, but the review asked for is not done', auto({ major_effect: true, solely_automated: false, human_review_requested: true, human_review_done: false }), 'deny', 'PIPL 24'],
  ['PIPL 24(2)', 'a check for fraud, no way out', auto({ opt_out_provided: false }, { legal_basis: 'contract', consents: [], purpose: 'fraud_check' }), 'allow', 'PIPL 24'],
  ['PIPL 24(2)', 'a check for fraud of somebody who switched personalisation off', auto({ opted_out: true }, { legal_basis: 'contract', consents: [], purpose: 'fraud_check' }), 'allow', 'PIPL 24'],
  ['PIPL 24(2)', 'a check for fraud that sends something', auto({ opt_out_provided: false }, { legal_basis: 'contract', consents: [], purpose: 'fraud_check', channel: 'app_push' }), 'deny', 'PIPL 24'],
  ['PIPL 24(2)', 'a check for fraud said to be marketing', auto({ opt_out_provided: false }, { purpose: 'fraud_check_marketing', consents: [consent({ purpose: 'fraud_check_marketing' })] }), 'deny', 'PIPL 24'],
  ['PIPL 24(3)', 'a check for fraud of major effect, no review', auto({ opt_out_provided: false, major_effect: true, human_review_available: false }, { legal_basis: 'contract', consents: [], purpose: 'fraud_check' }), 'deny', 'PIPL 24'],
  ['PIPL 55(2)', 'a check for fraud, no assessment', auto({ opt_out_provided: false }, { legal_basis: 'contract', consents: [], purpose: 'fraud_check', pia_done: false }), 'deny', 'PIPL 55'],
];
