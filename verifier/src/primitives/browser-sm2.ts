import { sm2Holds as holds } from '../sm2.ts';

/** Whether an SM2 signature holds, as `sm2.ts` says, which is in the page. */
export const sm2Holds = async (key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> =>
  holds(key, message, signature);
