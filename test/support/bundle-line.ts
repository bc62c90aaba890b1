import { createHash } from 'node:crypto';
import { accountStart, type MemberPlace, type Redaction } from '../../src/contexts/evidence/index.ts';
import { canonicalJson, type Json } from '../../src/platform/crypto/index.ts';
import { type EvidenceHouse, openEvidenceHouse, PERSON_A, PERSON_B } from './evidence-house.ts';

/** A page that was shown, and its hash. */
export const PAGE = '<!doctype html><title>告知</title><p>我们为营销目的处理您的手机号。</p>';
export const PAGE_HASH = createHash('sha256').update(PAGE).digest('hex');

/** The least account that a bundle may have. */
export const ACCOUNT = {
  zh: `${accountStart('zh')}<title>说明</title>`,
  en: `${accountStart('en')}<title>Account</title>`,
};

const MEMBERS = Buffer.from((PERSON_B + PERSON_A).replaceAll('-', ''), 'hex');

/** How a bundle is issued. */
export interface Issue {
  readonly related?: string[];
  readonly pages?: string[];
  readonly redaction?: Redaction;
  /** Whether an epoch is taken between the end of the key and the gathering, as the product does. */
  readonly covered?: boolean;
}

/** A log with a line of acts of PERSON_A: notice, presentation, consent, use. */
export interface BundleLine {
  readonly house: EvidenceHouse;
  /** The receipt of the published notice. */
  readonly notice: string;
  readonly place: MemberPlace;
  issue(how: Issue): Promise<string>;
  /** The bundle after a change, signed again by the log's own key. */
  resealed(text: string, change: (bundle: Record<string, Json>) => void): string;
}

/** Opens one; close its house in `afterAll`. */
export async function openBundleLine(): Promise<BundleLine> {
  const house = await openEvidenceHouse();
  const { notice, place } = await recordLine(house);
  return {
    house,
    notice,
    place,
    async issue({ related = [], pages = [PAGE], redaction, covered = true }) {
      const issued = await house.database.transaction((tx) => house.evidence.endKey(tx, PERSON_A));
      if (covered) await house.evidence.coverActs();
      return house.database.transaction(async (tx) => {
        const options = { related, places: [place], ...(redaction === undefined ? {} : { redaction }) };
        const parts = await house.evidence.personBundle(tx, issued, options);
        const notices = pages.map((html) => ({ html }));
        return house.evidence.sealBundle({ parts, notices, account: ACCOUNT });
      });
    },
    resealed(text, change) {
      const { bundle } = JSON.parse(text) as { bundle: Record<string, Json> };
      change(bundle);
      const bytes = Buffer.from(`zhinuo.bundle.v2\n${canonicalJson(bundle)}`);
      const { signingKey } = house.service;
      const signature = { key: signingKey.id, signature: signingKey.sign(bytes).toString('base64url') };
      return canonicalJson({ bundle, signature });
    },
  };
}

async function recordLine({ database, evidence }: EvidenceHouse): Promise<{ notice: string; place: MemberPlace }> {
  return database.transaction(async (tx) => {
    const notice = await evidence.recordAct(tx, {
      kind: 'notice-published',
      payload: { notice: 'privacy', version: 1, html: PAGE_HASH },
    });
    await evidence.recordActs(tx, [
      { kind: 'presentation', person: PERSON_A, payload: { notice: 'privacy', version: 1, page: PAGE_HASH } },
      { kind: 'consent', person: PERSON_A, payload: { activity: 'marketing', answer: 'granted', channel: 'sms' } },
      { kind: 'consent', person: PERSON_B, payload: { activity: 'marketing', answer: 'granted' } },
    ]);
    const { receipt } = await evidence.recordUseBatch(tx, {
      payload: { activity: 'marketing', operation: 'send', channel: 'sms' },
      members: [MEMBERS],
    });
    const ids = async (start: number, end: number) => MEMBERS.subarray(start * 16, end * 16);
    return { notice: notice.id, place: { receipt: receipt.id, position: 1, ids } };
  });
}

/** A place in JSON. */
export type Path = (string | number)[];

/** The value at a place. */
export function at(root: Json, path: Path): Json {
  return path.reduce<Json>((value, name) => (value as Record<string | number, Json>)[name] as Json, root);
}

/** Puts another value there. */
export function replaceAt(root: Json, path: Path, value: Json): void {
  const parent = at(root, path.slice(0, -1)) as Record<string | number, Json>;
  parent[path.at(-1) as string] = value;
}
