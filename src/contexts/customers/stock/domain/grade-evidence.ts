import { parseInstant } from '../../ingest/domain/cell-values.ts';

/** How well a consent of the stock is shown: A proven, B in part, C not at all. */
export type Grade = 'A' | 'B' | 'C';

/** Why a row has its grade; each with a sentence in the console's catalogue. */
export type GradeReason =
  | 'proven'
  | 'notice-unknown'
  | 'no-proof'
  | 'no-answer-time'
  | 'how-unclear'
  | 'never-told'
  | 'never-agreed'
  | 'said-no'
  | 'bundled'
  | 'bought'
  | 'time-contradicts';

/** What a row says, as it stands in the file. */
export interface Evidence {
  readonly origin: string;
  readonly noticeVersion: string;
  readonly shownAt: string;
  readonly how: string;
  readonly proof: string;
  readonly answer: string;
  readonly answeredAt: string;
}

/** A graded row; both instants are there for A and B. */
export interface Graded {
  readonly grade: Grade;
  readonly reason: GradeReason;
  readonly shownAt: Date | null;
  readonly saidAt: Date | null;
}

const BOUGHT = /购买|采购|第三方|爬取|爬虫|名单|互换|换量|bought|purchased|scrap/i;
const BUNDLED = /默认|预勾|概括|一揽子|注册即|下单即|视为同意|pre-?tick|implied|bundl/i;
const YES = /^(?:是|同意|已同意|已授权|授权|勾选|y|yes|true|1|granted|agreed)$/i;
const NO = /^(?:否|不同意|拒绝|已拒绝|退订|撤回|n|no|false|0|refused|denied|withdrawn)$/i;
// Ways of telling in which what was shown and what was answered can be seen again.
const CLEAR_WAYS =
  /纸质|签字|签名|表单|弹窗|勾选|小程序|公众号|app|h5|网页|录音|paper|form|banner|popup|signed|record/i;
const PROOF = /^(?:[0-9a-f]{64}|[\w./#-]{4,120})$/i;
const DAY_MS = 86_400_000;

/**
 * Grades what a row of an existing stock says about notice and consent, the worst first: PIPL 69 presumes fault, so what is not shown did not
 * happen. `known` are the notice versions whose words are in the register.
 */
export function gradeEvidence(row: Evidence, known: ReadonlySet<string>, now: Date): Graded {
  const shownAt = row.shownAt === '' ? null : (parseInstant(row.shownAt) ?? null);
  const answered = row.answeredAt === '' ? null : (parseInstant(row.answeredAt) ?? null);
  const graded = (grade: Grade, reason: GradeReason): Graded => ({
    grade,
    reason,
    shownAt,
    saidAt: answered ?? shownAt,
  });
  if (NO.test(row.answer)) return graded('C', 'said-no');
  if (BOUGHT.test(row.origin)) return graded('C', 'bought');
  if (BUNDLED.test(row.how)) return graded('C', 'bundled');
  if (!YES.test(row.answer)) return graded('C', 'never-agreed');
  if (shownAt === null || row.how === '') return graded('C', 'never-told');
  const unreadable = row.answeredAt !== '' && answered === null;
  const backwards = answered !== null && answered.getTime() + DAY_MS <= shownAt.getTime();
  if (unreadable || backwards || shownAt > now || (answered ?? shownAt) > now) return graded('C', 'time-contradicts');
  if (!CLEAR_WAYS.test(row.how)) return graded('B', 'how-unclear');
  if (row.noticeVersion === '' || !known.has(row.noticeVersion)) return graded('B', 'notice-unknown');
  if (!PROOF.test(row.proof)) return graded('B', 'no-proof');
  return answered === null ? graded('B', 'no-answer-time') : graded('A', 'proven');
}

/** Rows with the same evidence are ruled on together: their origin, notice version, way of telling, and reason. */
export function groupKey(row: Evidence, graded: Graded): string {
  return [graded.grade, graded.reason, row.origin, row.noticeVersion, row.how].join('\u001f');
}
