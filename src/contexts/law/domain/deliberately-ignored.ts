/** Fields of the vocabulary that no rule reads, each with the reason why reading it would be wrong. */
export const DELIBERATELY_IGNORED: Readonly<Record<string, string>> = {
  'subject.in_mainland_china':
    'PIPL 3 attaches to handling in mainland China and to offshore handling aimed at persons there; "offshore" is never an exemption here.',
  'basis_facts.copyright_owner_agrees':
    "Civil Code 1019(2): the leave of the photograph's owner never replaces that of the person shown.",
  'recipient.same_group': 'PIPL 23 knows no group privilege: an affiliate is another handler.',
  'message.queued_at': 'PIPL 15: what was queued before a withdrawal is judged at the moment of sending, decision_at.',
  'automated_decision.explanation_requested':
    'The operation refuse_explanation says by itself that an explanation was asked for (PIPL 24(3)).',
  'cross_border.via': 'Remote access from abroad is an export like any other; the presence of cross_border decides.',
};
