import { isDigit, isHan } from './character-classes.ts';
import type { Finding, ScannedText } from './finding.ts';
import { regionAt } from './regions.ts';

const HAN = '\\u4e00-\\u9fff';
const LEVELS = new RegExp(
  `(?:\\s?[${HAN}]{1,9}?(?:自治区|自治州|特别行政区|地区|新区|省|(?<![超夜菜集门])市|州|盟|(?<![小社园校厂景])区|县|旗))`,
  'y',
);
const STREETS = new RegExp(
  `(?:\\s?[${HAN}0-9A-Za-z]{1,10}?(?:街道办?|大道|大街|胡同|环路|路|街|巷|道|镇|乡|村|里|弄|屯|庄|社区|开发区|高新区|工业区|工业园|科技园|产业园|软件园|园区)(?:[东西南北中]段)?(?!小区|社区|花园|公寓))`,
  'y',
);
const NUMBERS =
  /(?:\s?(?:第|附|[东西南北]区)?[0-9A-Za-z甲乙丙丁零〇一二三四五六七八九十百]{1,6}(?:[-－~/][0-9A-Za-z]{1,5}){0,3}(?:号楼|号院|号院内|号|弄|栋|幢|座|单元|室|层|楼|户|组|队|社|门|房|区|期|#|支弄)(?:之[一二三四五六七八九十\d]{1,2})?)/y;
const ESTATES = new RegExp(
  `(?:\\s?[${HAN}A-Za-z]{1,12}?(?:小区|花园|花苑|家园|家苑|公寓|大厦|广场|中心|国际|新村|新城|名城|名苑|公馆|大学|学院|中学|小学|医院|宿舍|写字楼|商务楼|苑|庭|府|湾|郡|墅|院|邨|城|园|居|轩|阁|坊|里)(?:小区|社区|[东西南北]区|[一二三四五六七八九]期)?)`,
  'y',
);
// Two streets that meet, and an estate of any name in front of its house.
const CROSSING = new RegExp(
  `(?:与|和)[${HAN}]{1,8}?(?:大道|大街|路|街|巷|道)(?:交叉口|交汇处|交界处|路口|口)?(?:[东西南北]侧|[东西南北]角)?`,
  'y',
);
const NAMED = new RegExp(
  `[${HAN}]{2,10}?(?=[0-9]{1,3}(?:号楼|栋|幢|座|单元|期)|[0-9]{1,3}(?:-[0-9]{1,4}){1,3}(?![0-9-]))`,
  'y',
);
const DASHED = /[0-9]{1,3}[A-Z]?(?:-[0-9]{1,4}){1,3}(?:室|房|户)?(?![0-9A-Za-z-])/y;
const ROOM = /(?:\s?[0-9A-Za-z]{1,5}(?:-[0-9]{1,5}){0,3}(?:室|房|户|号)?)(?![0-9A-Za-z])/y;
const LABELLED =
  /(?:地址|住址|住所|住在|家住|居住在?|寄到|寄往|寄至|送到|送至|送往|发到|发往|邮寄|位于|户籍|籍贯|家在|搬到|搬至|配送|收货|addr(?:ess)?)\s?(?:[:=是为在至]|"\s?:\s?")?["'\s]*$/i;
// What can't be inside an address: punctuation, function words, and the words that lead to one.
const EDGES = new Uint8Array(65_536);
for (const edge of ',。;!?:、|"\'“”‘’<>《》(\n\r\t=的了是我你您他她们请被给到在往址货') EDGES[edge.charCodeAt(0)] = 1;
const NOT_A_HOUSE =
  /^(?:线|车|文|机|码|段位|令|召|称|店|前|后|左右|下午|上午|晚|早|凌|起|之前|之后|当天|开|截|发货|订单)/;
const LOOK_BACK = 64;
const LONGEST = 90;

/** What was read at a place: how far it goes and which levels it has. */
interface Reading {
  readonly end: number;
  readonly levels: number;
  readonly streets: number;
  readonly estates: number;
  readonly numbers: number;
}

/** The address around a house number, a room or a village; `marker` is its 号, 弄, 栋, 室, 村 … */
export function findAddress({ text: whole, codes }: ScannedText, marker: number): Finding | undefined {
  const house = codes[marker - 1] ?? 0;
  if (
    codes[marker] !== 0x6751 &&
    isHan(house) &&
    !'甲乙丙丁零〇一二三四五六七八九十百'.includes(whole.charAt(marker - 1))
  )
    return undefined;
  let from = marker;
  const least = Math.max(0, marker - LOOK_BACK);
  while (from > least && !isEdge(codes, from - 1)) from -= 1;
  if (from === marker) return undefined;
  const before = whole.slice(from, marker);
  if (!/[0-9A-Za-z甲乙丙丁零〇一二三四五六七八九十百]$/.test(before) && codes[marker] !== 0x6751) return undefined;
  if (NOT_A_HOUSE.test(whole.slice(marker + 1, marker + 4))) return undefined;
  const start = beginning(before);
  const text = whole.slice(from + start, from + start + LONGEST);
  const region = isRegion(text, 0, true) ? regionAt(text, 0) : undefined;
  const reading = readAddress(text, region);
  if (from + start + reading.end <= marker) return undefined;
  return judged(
    reading,
    region,
    from + start,
    LABELLED.test(whole.slice(Math.max(0, from + start - 10), from + start)),
  );
}

/** The address that ends with a house and room of the form 12-3-1502, whose digits begin at `at`. */
export function findDashedAddress({ text: whole, codes }: ScannedText, at: number): Finding | undefined {
  DASHED.lastIndex = at;
  const house = DASHED.exec(whole)?.[0];
  if (house === undefined || !/-.*-/.test(house)) return undefined;
  let from = at;
  const least = Math.max(0, at - LOOK_BACK);
  while (from > least && !isEdge(codes, from - 1)) from -= 1;
  const start = from + beginning(whole.slice(from, at));
  const text = whole.slice(start, start + LONGEST);
  const region = isRegion(text, 0, true) ? regionAt(text, 0) : undefined;
  const reading = readAddress(text, region);
  if (start + reading.end < at + house.length) return undefined;
  return judged(reading, region, start, LABELLED.test(whole.slice(Math.max(0, start - 10), start)));
}

// A slash between Han characters and what is none separates columns.
function isEdge(codes: Uint16Array, at: number): boolean {
  return EDGES[codes[at] ?? 0] === 1 || (codes[at] === 0x2f && isHan(codes[at + 1] ?? 0));
}

/** The address that a label such as 地址： announces at `start`; it needs no house number. */
export function findLabelledAddress({ text: whole }: ScannedText, start: number): Finding | undefined {
  const text = whole.slice(start, start + LONGEST);
  const region = regionAt(text, 0);
  return judged(readAddress(text, region), region, start, true);
}

/** Whether the words before a colon announce an address. */
export const announcesAddress = (before: string): boolean => LABELLED.test(before);

// The first region; without one, what follows the last word that stands apart.
function beginning(before: string): number {
  for (let at = 0; at < before.length; at += 1) if (isRegion(before, at, at === 0)) return at;
  // Nothing says how far a road's name goes; words apart, and 和, 于 … which regions' names may hold, end it too.
  return /^.*(?:\s|(?<![路街道巷])(?:和(?![平谐])|与)|[于从把为住至])/.exec(before)?.[0].length ?? 0;
}

// 南京路 is a road, and 麓山南路 holds 山南: inside a text a region is one that goes on as regions do.
const ROAD_BEHIND = /^[东西南北中]?(?:路|街|大道|巷|大厦|大街)/;
const REGION_BEHIND = new RegExp(`^[${HAN}]{0,8}?(?:省|市|区|县|州|盟|旗)`);

function isRegion(text: string, at: number, atEdge: boolean): boolean {
  const region = regionAt(text, at);
  if (region === undefined) return false;
  const behind = text.slice(at + region.length, at + region.length + 12);
  return !ROAD_BEHIND.test(behind) && (atEdge || REGION_BEHIND.test(behind));
}

function readAddress(text: string, region: string | undefined): Reading {
  let at = region?.length ?? 0;
  let last = at;
  const count = { levels: region === undefined ? 0 : 1, streets: 0, estates: 0, numbers: 0 };
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null || /[的了在是]/.test(match[0])) return false;
    // Behind a house, a blank ends the address.
    if (count.numbers > 0 && pattern !== NUMBERS && pattern !== ROOM && text.charCodeAt(at) <= 0x20) return false;
    at = pattern.lastIndex;
    last = at;
    return true;
  };
  const suffix = /^(?:省|市|自治区|特别行政区|(?:壮族|回族|维吾尔)自治区|地区)/.exec(text.slice(at))?.[0] ?? '';
  at += suffix.length;
  last = at;
  for (let tries = 0; tries < 14; tries += 1) {
    if (count.numbers === 0 && count.streets === 0 && count.levels < 5 && take(LEVELS)) count.levels += 1;
    else if (take(NUMBERS)) count.numbers += 1;
    else if (count.streets < 4 && count.numbers < 2 && take(STREETS)) count.streets += 1;
    else if (count.streets > 0 && count.numbers === 0 && '与和'.includes(text.charAt(at)) && take(CROSSING))
      count.streets += 1;
    else if (count.estates < 3 && take(ESTATES)) count.estates += 1;
    else if (count.estates < 3 && at > 0 && isHan(text.charCodeAt(at)) && take(NAMED)) count.estates += 1;
    else break;
  }
  const mayHaveRoom = count.numbers + count.streets + count.estates > 0 && at < text.length;
  if (mayHaveRoom && count.streets + count.estates > 0 && isDigit(text.charCodeAt(at)) && take(DASHED))
    count.numbers += 1;
  else if (mayHaveRoom && count.numbers + count.estates > 0 && take(ROOM)) count.numbers += 1;
  return { end: last, ...count };
}

function judged(reading: Reading, region: string | undefined, start: number, labelled: boolean): Finding | undefined {
  const { levels, streets, estates, numbers, end } = reading;
  const fine = streets + estates;
  if (fine === 0 && !(levels >= 2 && numbers >= 1)) return undefined;
  let confidence = 0.2;
  if (fine > 0 && numbers > 0) confidence = region !== undefined ? 0.95 : levels > 0 || numbers > 1 ? 0.85 : 0.68;
  else if (fine > 0 && levels >= 2) confidence = 0.5;
  else if (levels >= 2 && numbers >= 1) confidence = 0.65;
  if (labelled) confidence = Math.min(0.97, confidence + 0.25);
  return { kind: 'address', start, end: start + end, confidence };
}
