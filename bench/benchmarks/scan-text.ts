import { scanText } from '../../src/contexts/vault/index.ts';
import { hardTexts } from '../labelled-hard.ts';
import { labelledTexts } from '../labelled-text.ts';
import type { Benchmark } from '../measure.ts';
import { type KindReport, scannerReport } from '../scanner-report.ts';

const CHARACTERS = 5_000_000;
const PIECE = 20_000;
// What a developer would write in a line for mobiles, identity numbers, cards and mail addresses.
const PLAIN = /1[3-9]\d{9}|\d{17}[\dXx]|\d{16,19}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const MOBILE_ALONE = /1[3-9]\d{9}/g;
// Notes and reviews: most of what people write names nobody.
const PROSE =
  '昨天收到货了，颜色和图片上差不多，就是快递盒子有点变形，里面的东西没有坏。客服的态度很好，问题很快就解决了。'.repeat(
    2,
  ) +
  '这次活动的力度比去年大，满减之后算下来很划算，已经推荐给身边的朋友，希望以后多做这样的活动。' +
  'The parcel arrived two days late but everything inside was in order, thanks for the quick reply. ';

function text(): string {
  const texts = labelledTexts(8_000, 7);
  let whole = '';
  for (let at = 0; whole.length < CHARACTERS; at += 1) whole += `${texts[at % texts.length]?.text ?? ''}\n${PROSE}\n`;
  return whole;
}

function table(report: readonly KindReport[]): string {
  const rows = report
    .filter(({ labelled }) => labelled > 0)
    .map(
      ({ kind, labelled, precision, recall }) =>
        `| ${kind} | ${labelled} | ${precision.toFixed(4)} | ${recall.toFixed(4)} |`,
    );
  return ['| kind | labels | precision | recall |', '|---|---|---|---|', ...rows].join('\n');
}

/** The scanner over free text, against one pass of a plain regular expression; then its precision and recall. */
export const scanFreeText: Benchmark = {
  name: 'scanner',
  what: 'all kinds of personal information in notes with a finding every 150 characters or so',
  control: 'one pass of a plain regular expression for mobiles, ID numbers, cards and e-mail addresses',
  unit: 'characters',
  async prepare() {
    const whole = text();
    const pieces = Array.from({ length: Math.floor(whole.length / PIECE) }, (_, at) =>
      whole.slice(at * PIECE, (at + 1) * PIECE),
    );
    const units = pieces.length * PIECE;
    const pass = (pattern: RegExp) => {
      let found = 0;
      for (const piece of pieces) {
        pattern.lastIndex = 0;
        while (pattern.exec(piece) !== null) found += 1;
      }
      if (found === 0) throw new Error('nothing was found');
      return units;
    };
    return {
      async subject() {
        let found = 0;
        for (const piece of pieces) found += scanText(piece).length;
        if (found === 0) throw new Error('nothing was found');
        return units;
      },
      control: async () => pass(PLAIN),
      async further() {
        const start = process.hrtime.bigint();
        pass(MOBILE_ALONE);
        const mobile = (units * 1e3) / Number(process.hrtime.bigint() - start);
        const reports = [labelledTexts(6_000, 20_261_122), hardTexts(6_000, 20_261_122)].map((texts) =>
          table(scannerReport(texts, (each) => scanText(each))),
        );
        return `a regular expression for mobiles alone passes over ${mobile.toFixed(0)} M characters/s\n\nlabelled texts\n${reports.join('\n\nharder texts, written apart from the scanner\n')}`;
      },
      async close() {},
    };
  },
};
