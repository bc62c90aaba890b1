import { type FieldError, fieldError } from '../../../../platform/failure.ts';
import { type ImportKind, importKinds, nameOfTarget, saysWho, type Target } from './import-kinds.ts';

/** Which column (counted from 0) holds which target. */
export type Mapping = Partial<Readonly<Record<Target, number>>>;

// Headers of CDNOW's file and of the exports of Chinese shop systems, without blanks and punctuation, lower case.
const HEADERS: readonly (readonly [Target, RegExp])[] = [
  ['order_id', /^(?:主?订单(?:编?号|id)|orderid|order(?:no|number))$/],
  ['member_id', /^(?:会员(?:编?号|id|卡号)|(?:客户|联系人)(?:编?号|id)|contactid|memberid|customerid|userid)$/],
  ['at', /^(?:(?:订单)?(?:下单|付款|支付|成交|购买|创建|交易)(?:时间|日期)|日期|时间|date|orderdate|orderedat|time)$/],
  ['amount', /^(?:(?:买家)?(?:实付|应付|实收|订单|支付|成交)(?:总?金额|总?额|款)|金额|总价|amount|dollarvalue|total)$/],
  ['quantity', /^(?:(?:商品|宝贝|购买)?(?:总?数量|件数)|numberofcds|quantity|qty)$/],
  ['product', /^(?:商品(?:名称|标题|信息)?|宝贝(?:名称|标题)|产品(?:名称)?|品名|product|productname|item)$/],
  ['name', /^(?:(?:收货|收件)人(?:姓名)?|(?:客户|买家|会员|联系人)?姓名|name|recipient)$/],
  ['mobile', /^(?:(?:收货|收件)?人?(?:联系)?(?:手机|电话|手机号码?|联系方式|联系电话)|mobile|phone|tel)$/],
  ['email', /^(?:(?:电子)?(?:邮箱|邮件)(?:地址)?|e?mail)$/],
  ['birth_date', /^(?:出生(?:日期|年月日)|生日|birth(?:date|day)?|dateofbirth)$/],
  ['gender', /^(?:性别|gender|sex)$/],
  ['city', /^(?:所在)?(?:城市|市)$|^city$/],
  ['wecom_id', /^(?:企业?微信?客户(?:标识|id)|external_?userid|wecomid)$/],
  ['open_id', /^(?:微信)?openid$/],
  ['notice_version', /^(?:告知|隐私政策|协议|授权书?)(?:版本号?)|^noticeversion$/],
  ['shown_at', /^(?:告知|展示)(?:时间|日期)$|^shownat$/],
  ['how', /^(?:告知|授权|采集)(?:方式|渠道)$|^how$/],
  ['proof', /^(?:凭证|扫描件|存证)(?:编?号|哈希)?$|^(?:proof|scan)$/],
  ['answered_at', /^(?:同意|授权|勾选)(?:时间|日期)$|^answeredat$/],
  ['answer', /^(?:是否)?(?:同意|授权)(?:营销|结果)?$|^(?:answer|consent)$/],
  ['origin', /^(?:客户)?(?:来源|渠道|获客渠道)$|^origin$/],
  [
    'organisation',
    /^(?:(?:所在|工作|客户)?(?:单位|公司|企业|机构)(?:全?名称|名)?|company(?:name)?|organi[sz]ation(?:name)?|account(?:name)?)$/,
  ],
  ['registration_number', /^(?:统一社会)?信用代码$|^(?:uscc|creditcode|registrationnumber)$/],
  ['job_title', /^(?:职[务位称]|岗位|job(?:title)?|title|position)$/],
  ['address', /^(?:(?:详细)?(?:收货|收件)?(?:详细)?地址|address)$/],
];

/** What a header most likely means for this kind; each target and each column at most once. */
export function proposeMapping(kind: ImportKind, headers: readonly string[]): Mapping {
  const allowed = importKinds[kind].targets;
  const mapping: { -readonly [target in Target]?: number } = {};
  const plain = headers.map((header) => header.toLowerCase().replace(/\(.*?\)|（.*?）|[\s_\-./:：]/g, ''));
  plain.forEach((header, column) => {
    const target = HEADERS.find(([, pattern]) => pattern.test(header))?.[0];
    if (target !== undefined && allowed.includes(target) && mapping[target] === undefined) mapping[target] = column;
  });
  const bare = plain.flatMap((header, column) => (BARE_NUMBER.test(header) ? [column] : []));
  if (saysWho(kind) && mapping.member_id === undefined && bare.length === 1 && bare[0] !== undefined)
    mapping.member_id = bare[0];
  return mapping;
}

// In a file of people the one column called just "number" is theirs; in a file of orders it could be the order's as well. A 序号 or "No." counts lines, and
// the "id" of a table is often its row's own.
const BARE_NUMBER = /^(?:编号|编码)$/;

/** From this confidence on what the values read as is proposed where the header said nothing. */
const SURE_ENOUGH = 0.7;

/** The mapping with columns that only their values gave away: the surest column of each kind whose target is still free. */
export function completeMapping(
  kind: ImportKind,
  mapping: Mapping,
  reads: readonly ({ readonly kind: string; readonly confidence: number } | undefined)[],
): Mapping {
  const completed: { -readonly [target in Target]?: number } = { ...mapping };
  const taken = new Set(Object.values(mapping));
  const surest = reads
    .flatMap((read, column) => (read === undefined || taken.has(column) ? [] : [{ ...read, column }]))
    .filter(({ confidence }) => confidence >= SURE_ENOUGH)
    .sort((a, b) => b.confidence - a.confidence);
  for (const { kind: read, column } of surest) {
    const target = importKinds[kind].targets.find((each) => each === read);
    if (target !== undefined && completed[target] === undefined) completed[target] = column;
  }
  return completed;
}

/** What is wrong with a mapping for a file of `columns` columns; empty when it can be used. */
export function mappingErrors(kind: ImportKind, mapping: Mapping, columns: number): FieldError[] {
  const rules = importKinds[kind];
  const errors: FieldError[] = [];
  const taken = new Map<number, string>();
  for (const [target, column] of Object.entries(mapping)) {
    const path = `mapping.${target}`;
    if (!(rules.targets as readonly string[]).includes(target))
      errors.push(fieldError(path, '此类导入没有这个字段', 'this kind of import has no such field'));
    else if (!Number.isInteger(column) || column < 0 || column >= columns)
      errors.push(fieldError(path, '文件中没有这一列', 'the file has no such column'));
    else if (taken.has(column)) errors.push(fieldError(path, '同一列被使用了两次', 'the column is used twice'));
    else taken.set(column, target);
  }
  for (const target of rules.required) {
    if (mapping[target] !== undefined) continue;
    const { zh, en } = nameOfTarget(kind, target);
    if (saysWho(kind) && target === 'member_id')
      errors.push(
        fieldError(
          `mapping.${target}`,
          `没有指定“${zh}”列。请指定一列；文件里没有，就加一列，每人一个以后不变的编号（如客户系统里的编号），下次才认得出同一个人`,
          `no column is the ${en}. Choose one; if the file has none, add a column with a number for each person that stays (for example of your CRM), so that the next file finds the same person`,
        ),
      );
    else errors.push(fieldError(`mapping.${target}`, `缺少“${zh}”列`, `the ${en} column is missing`));
  }
  return errors;
}
