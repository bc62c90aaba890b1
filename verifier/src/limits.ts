import type { Completeness } from './completeness.ts';
import type { Proven } from './proven.ts';
import { shanghai } from './words.ts';

/** What the checks prove and what they don't, in plain words, a line each. */
export function limits(proven: Proven, zh: boolean): string[] {
  const { subject, keys, related, narrated, completeness, redacted } = proven;
  const entries = [...keys.flatMap((key) => key.entries), ...related];
  const waiting = entries.filter((entry) => entry.index === undefined).length;
  const closed = entries.filter((entry) => entry.payload === undefined).length;
  const said = 'person' in subject ? ofPerson(redacted.length > 0, zh) : ofActivity(zh);
  if (redacted.length > 0) said.push(withheld(closed, zh));
  if (completeness !== undefined) said.push(upToEpoch(completeness, zh));
  if (waiting > 0)
    said.push(
      zh
        ? `其中 ${waiting} 条尚未并入日志，由签名承诺在所示时间前并入。`
        : `${waiting} of them are not in the log yet; the signer promised to merge them by the time shown.`,
    );
  if (narrated)
    said.push(
      zh
        ? '文件中的说明文字出自出具方，经其签名，但不是被证明的事实。'
        : "The account inside the file is the issuer's own words: signed, but not a proven fact.",
    );
  return said;
}

function ofPerson(redacted: boolean, zh: boolean): string[] {
  if (redacted) return ofRedacted(zh);
  return zh
    ? [
        '以上证明：这些记录的内容、时间与顺序自写入日志后未被改动；此人名下自第 1 号起没有一条被抽去。',
        '不能证明：从未记录的行为、出具之后的行为、同一人的另一身份；批量使用记录逐条可证，但不证明没有遗漏。',
      ]
    : [
        'This proves that content, time and order of these records were not changed after they entered the log, and that none of this person’s numbered records was left out.',
        'It does not prove acts that were never recorded, acts after the bundle was issued, or another identity of the same person; uses in batches are proven one by one, not as complete.',
      ];
}

function ofRedacted(zh: boolean): string[] {
  const [, not = ''] = ofPerson(false, zh);
  return [
    zh
      ? '以上证明：这些记录的时间与顺序，以及已出示的内容，自写入日志后未被改动；此人名下自第 1 号起没有一条被抽去。'
      : 'This proves that time and order of these records, and the content of those that are opened, were not changed after they entered the log, and that none of this person’s numbered records was left out.',
    not,
  ];
}

function ofActivity(zh: boolean): string[] {
  return zh
    ? [
        '以上证明：所列条目自写入日志后未被改动；附有内容者，其内容、时间与顺序如所示。',
        '不能证明：没有遗漏其他条目；内容不公开的条目属于此活动；从未记录的行为。个人可凭自己的证据包证明自己的记录。',
      ]
    : [
        'This proves that the entries listed were not changed after they entered the log and, where they are opened, that content, time and order are as shown.',
        'It does not prove that no other entry is missing, that closed entries are of this activity, or acts that were never recorded. Each person can prove their own records with a bundle of their own.',
      ];
}

function withheld(closed: number, zh: boolean): string {
  if (closed === 0)
    return zh
      ? '出具方声明保留部分类别的内容，但所列条目均附有内容。'
      : 'The issuer declares categories of withheld openings, yet every entry listed is opened.';
  return zh
    ? `有 ${closed} 条的内容未出示：只证明它们确在日志中、时间与次序未变，不证明其内容。保留哪些由出具方决定，验证器无法核对是否只限所列类别；日后补充出示的内容必须与日志中的承诺相符。`
    : `${closed} of them are closed: it is proven that they are in the log, and when and in which order, but not what they say. Which to close was the issuer's choice, and whether only the categories named are closed can't be checked; whatever is shown later must fit the commitment in the log.`;
}

function upToEpoch({ time, covered, later, promised }: Completeness, zh: boolean): string {
  if (zh)
    return `截至 ${shanghai(time)} 的完整性快照，${promised ? '签名者承诺（该快照尚未并入日志，须另行核对）' : '日志自身承诺'}了每一编号下是哪一条目：此人的 ${covered} 条均在其中，且没有下一编号${later > 0 ? `；其后的 ${later} 条不在此完整性快照内` : ''}。`;
  const after = later > 0 ? ` The ${later} after it are not covered by this epoch.` : '';
  const who = promised
    ? 'the signer promises (the epoch is not in the log yet: check that it comes)'
    : 'the log itself commits to';
  return `Up to the epoch of ${shanghai(time)} ${who} which entry stands under each number: this person’s ${covered} are all in it, and there is no next number.${after}`;
}
