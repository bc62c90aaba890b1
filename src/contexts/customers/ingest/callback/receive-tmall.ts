import { keyedDigest } from '../../../../platform/crypto/index.ts';
import type { Tx } from '../../../../platform/database/index.ts';
import type { CustomersDeps } from '../../customers-deps.ts';
import { eventsTooLarge } from '../../customers-failures.ts';
import { callbackMalformed, callbackUnsigned } from '../../inbound-failures.ts';
import type { RefusedCounts } from '../wire/refused-counts.ts';
import type { SourceQuota } from '../wire/source-quota.ts';
import { findSource } from '../wire/store/source-store.ts';
import { decodeTop } from './domain/decode-top.ts';
import { readTmall, type TmallCall, type TmallMessage } from './domain/tmall-messages.ts';
import { checkTop, type TopCall } from './domain/top-sign.ts';
import { CALLBACK_LABEL, keepIn } from './receive-callback.ts';
import { readSecret } from './source-secret.ts';
import { findShopMember, setShopMember } from './store/shop-member-store.ts';

/** A body may have so many bytes: 会员通's are a few hundred. */
const LARGEST = 64 * 1024;
/** 会员通 waits for 1.2 seconds; an answer that it may repeat is worth more than none. */
const ANSWER_MS = 1_000;

/** What is answered, in 会员通's words: "SUC", or a code by which it goes on. */
export type TmallAnswer = Readonly<Record<string, unknown>>;

/** A call of 会员通 to a source of ours. */
export interface TmallRequest extends TopCall {
  readonly source: string;
  readonly call: TmallCall;
}

/**
 * Answers a call of 会员通 (decision 0115): 1. its signature and time; 2. recipient fields are left out and counted; 3. a query is answered from who is a
 * member; 4. anything else is durable before it is answered, and the same again, up to ten times in a day, changes nothing. Throws 401 for what is not signed, 400 for
 * what can't be read or is another shop's.
 */
export async function receiveTmall(
  deps: CustomersDeps,
  { quota, refused }: { readonly quota: SourceQuota; readonly refused: RefusedCounts },
  request: TmallRequest,
): Promise<TmallAnswer> {
  const { source: code, call, body } = request;
  const { source, secret } = await deps.database.transaction(
    async (tx) => ({ source: await findSource(tx, code), secret: await readSecret(deps, tx, code) }),
    { readOnly: true },
  );
  if (source === undefined || secret?.kind !== 'tmall') throw callbackUnsigned();
  if (checkTop(request, secret.appSecret, deps.clock.now()) !== undefined) throw callbackUnsigned();
  quota.count(source, 1);
  if (body.length > LARGEST) {
    const problem = { path: '', zh: '消息过大', en: 'the message is too large', tooLarge: true } as const;
    refused.addProblems(code, [problem]);
    throw eventsTooLarge(problem);
  }
  const read = readTmall(decodeTop(request));
  if (read === undefined) throw callbackMalformed();
  refused.addProblems(
    code,
    read.refused.map((path) => ({
      path,
      zh: '收件人字段，不接收也不保存',
      en: 'a recipient field: neither taken nor kept',
    })),
  );
  const { ouid } = read;
  if (ouid === undefined || (read.seller !== undefined && read.seller !== secret.shop)) {
    const path = ouid === undefined ? 'ouid' : 'seller_name';
    refused.addProblems(code, [{ path, zh: '缺失或不属于本店', en: 'is missing, or is of another shop' }]);
    throw callbackMalformed();
  }
  const subject = subjectOf(deps, code, ouid);
  if (call === 'query') return answerQuery(deps, code, subject);
  await deps.database.transaction((tx) => keep(deps, tx, code, subject, { call, ouid, ...read.message }));
  if (call === 'unbind') return { unbind_code: 'SUC' };
  if (call === 'points') return { result: 0 };
  return { [call === 'bind' ? 'bind_code' : 'register_code']: 'SUC' };
}

/** By what somebody is known at a source while the vault may be sealed. */
export function subjectOf(deps: Pick<CustomersDeps, 'service'>, source: string, ouid: string): Buffer {
  return keyedDigest(deps.service.key(CALLBACK_LABEL), JSON.stringify(['shop-member', source, ouid]));
}

// Points and level are the ledger's, which this product has not got: none is claimed beyond what every member has.
async function answerQuery(deps: CustomersDeps, source: string, subject: Buffer): Promise<TmallAnswer> {
  const found = deps.database
    .transaction((tx) => findShopMember(tx, source, subject), { readOnly: true })
    .then((member) => {
      if (member === undefined) return { query_code: 'E01' };
      if (!member.bound) return { query_code: 'E02' };
      return { query_code: 'SUC', member: { point: '0', level: '1', extend: '' } };
    })
    .catch(() => ({ query_code: 'E04' }));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<TmallAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ query_code: 'E04' }), ANSWER_MS);
  });
  return Promise.race([found, late]).finally(() => clearTimeout(timer));
}

// The same joining again is one; after a leaving it is another. A repeat that says when it joined, and did so before the leaving, is late and changes nothing.
async function keep(
  deps: CustomersDeps,
  tx: Tx,
  source: string,
  subject: Buffer,
  message: TmallMessage,
): Promise<void> {
  const known = await findShopMember(tx, source, subject, 'for update');
  const at = deps.clock.now();
  const { call, joinedAt } = message;
  let turn = known?.turn ?? 0;
  if (call !== 'points') {
    const bound = call !== 'unbind';
    if (bound && known?.bound === false && joinedAt !== undefined && new Date(joinedAt) < known.at) return;
    if (known !== undefined && known.bound !== bound) turn += 1;
    if (known?.bound !== bound) await setShopMember(tx, source, subject, { bound, turn, at });
  }
  const text = JSON.stringify(message);
  // Without a number of its own a change of points is told from a repeat by nothing; joining and leaving by their turn.
  const natural = call === 'points' && message.record !== undefined ? [call, message.record] : [call, turn, text];
  await keepIn(
    deps,
    tx,
    source,
    { kind: 'tmall', id: '', text },
    JSON.stringify(['tmall', subject.toString('hex'), ...natural]),
  );
}
