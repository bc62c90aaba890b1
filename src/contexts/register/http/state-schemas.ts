import { Type } from 'typebox';
import { Short } from './schemas.ts';

const strict = { additionalProperties: false };

const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** The DPO's form about an assessment. */
export const AssessmentBody = Type.Object(
  {
    state: Type.Union([Type.Literal('none'), Type.Literal('approved'), Type.Literal('expired')]),
    documentName: Type.Union([Type.String({ maxLength: 200 }), Type.Null()], { default: null }),
    documentHash: Type.Union([Hash, Type.Null()], { default: null }),
  },
  strict,
);

/** Why an activity ends, in words without personal information. */
export const EndBody = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 300 }) }, strict);

/** The DPO's form about a contract. */
export const ContractBody = Type.Object(
  {
    recipient: Short,
    state: Type.Union([Type.Literal('none'), Type.Literal('signed'), Type.Literal('ended')]),
    documentHash: Type.Union([Hash, Type.Null()], { default: null }),
  },
  strict,
);

/** The DPO's form about an entrustee's entrusting of somebody else. */
export const SubEntrustmentBody = Type.Object(
  {
    recipient: Short,
    subEntrustee: Short,
    state: Type.Union([Type.Literal('none'), Type.Literal('approved'), Type.Literal('refused'), Type.Literal('ended')]),
    documentHash: Type.Union([Hash, Type.Null()], { default: null }),
  },
  strict,
);
