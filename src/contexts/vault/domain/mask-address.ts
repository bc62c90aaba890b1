// One level of an address each, anchored where the last one ended. The look-behinds keep 小区, 社区, 校区… (a community is already the fine part)
// and 超市, 夜市… from being taken for a district or a city.
const PROVINCE =
  /(?:(?:北京|上海|天津|重庆)市|\p{Script=Han}{2,3}?省|\p{Script=Han}{2,8}?自治区|(?:香港|澳门)特别行政区)/uy;
const CITY = /(?:(?![省市区县收寄给])\p{Script=Han}){1,12}?(?:(?<![超夜菜集门])市|自治州|地区|盟)/uy;
const DISTRICT =
  /(?:(?:(?![市区县收寄给])\p{Script=Han}){1,10}?(?:(?<![小社校厂景院])区|县(?![城前])|(?<![超夜菜集门])市)|(?:(?![收寄给])\p{Script=Han}){2,8}?旗(?![路街镇]))/uy;
const STREET = /(?:(?![收寄给])\p{Script=Han}){1,12}?(?:街道|大道|路|街|镇|乡|巷|胡同)/uy;

const LEVELS = { 1: [PROVINCE, CITY], 2: [PROVINCE, CITY, DISTRICT], 3: [PROVINCE, CITY, DISTRICT, STREET] };

/** An address down to its city (1), district (2) or street (3); the building and the room are never shown. */
export function maskAddress(value: string, level: 1 | 2 | 3): string {
  const ends: number[] = [];
  let position = 0;
  for (const part of LEVELS[level]) {
    part.lastIndex = position;
    if (!part.test(value)) continue;
    position = part.lastIndex;
    ends.push(position);
  }
  // An address that ends with a level loses that level: something has to stay hidden.
  const shown = ends.filter((end) => end < value.length).at(-1) ?? 0;
  return `${value.slice(0, shown)}****`;
}
