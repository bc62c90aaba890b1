import type { Bilingual } from '../../../platform/failure.ts';

/** Who the personal information handler (个人信息处理者) is and how it is reached (PIPL 17(1)(1), 50, 52; NDSR 20). */
export interface HandlerProfile {
  readonly name: Bilingual;
  /** 统一社会信用代码, 18 characters. */
  readonly unifiedCode?: string;
  readonly address: Bilingual;
  readonly phone?: string;
  readonly email?: string;
  /** The person responsible for protecting personal information, or the team in charge. */
  readonly responsible: Bilingual;
  /** How a person exercises the rights of PIPL 44 to 50, and where. */
  readonly rightsMethod: Bilingual;
  /** Where complaints go (NDSR 20). */
  readonly complaints: Bilingual;
  /** Who is responsible for the information of children under 14, and how to reach them; required once an activity serves them. */
  readonly childrenContact?: Bilingual;
  /** Where the information is stored; in mainland China unless told. */
  readonly storage?: Bilingual;
  /** How it is protected, in plain words (PIPL 51); what the product does unless told. */
  readonly safeguards?: Bilingual;
  /** The mini-program's name, for its guide. */
  readonly miniProgram?: Bilingual;
}

/** A brand: a unit inside the handler, with the sender's name on messages. */
export interface Brand {
  readonly code: string;
  readonly name: Bilingual;
  /** The filed SMS signature without brackets, for example 知诺. */
  readonly smsSignature?: string;
}
