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
}

/** A brand: a unit inside the handler, with the sender's name on messages. */
export interface Brand {
  readonly code: string;
  readonly name: Bilingual;
  /** The filed SMS signature without brackets, for example 知诺. */
  readonly smsSignature?: string;
}
