/** Words that name nobody: whoever reads them does not know who gets the information (PIPL 23). */
export const VAGUE_RECIPIENTS: readonly RegExp[] = [
  /合作(伙伴|方|商|机构|单位|公司|企业|品牌)/u,
  /关联(公司|方|企业|机构)/u,
  /第三方(公司|机构|平台|服务商|合作|支付)?$/u,
  /(^|相关|有关|其他|部分)(第三方|机构|部门|单位|公司|企业|服务商|供应商|品牌)$/u,
  /(服务|供应|广告|物流|支付|短信)(提供)?(商|供应商)$/u,
  /等(公司|机构|单位|企业|第三方|服务商|合作)?$/u,
  /\b(partners?|affiliates?|vendors?|suppliers?|third[- ]part(y|ies)|service providers?|advertisers?|group compan(y|ies)|et al|etc)\b\.?/iu,
];

/** Words for a term without an end (PIPL 19). */
export const PERMANENT: readonly RegExp[] = [
  /永久|永远|无限期|无期限|长期(保存|存储|保留|有效)|一直(保存|保留|存储)|不限期|终身|持续保存/u,
  /\b(permanent(ly)?|forever|indefinite(ly)?|perpetual(ly)?|for ?ever|unlimited (time|period)|without (a )?(time )?limit|as long as (we|necessary|needed))\b/iu,
];

/** Words that make a yes out of something else, or tie it to something else (PIPL 5, 14, 16; NDSR 62(7)). */
export const BUNDLED: readonly RegExp[] = [
  /默认(勾选|同意|授权|开启|选中)|预先?勾选|视为(您|用户|其|已)?(已经?)?(同意|接受|授权)|即(表示|代表|视为)(您|用户)?(已经?)?(阅读|同意|接受)|一揽子|概括(同意|授权)|不同意.{0,12}(无法|不能|不得)(使用|继续|享受|注册)|一并同意|同时同意/u,
  /\b(pre-?(ticked|checked|selected)|ticked by default|by (continuing|using|registering|visiting)[^.]{0,60}(agree|consent|accept)|deemed to (have )?(agreed?|consent(ed)?|accept(ed)?)|implied consent|opt-?out consent|blanket consent|you must (agree|consent) (in order )?to (use|continue|register))\b/iu,
];

/** Words that say no purpose at all (PIPL 6). */
export const VAGUE_PURPOSES: readonly RegExp[] = [
  /(提升|改善|优化|增强)(用户|您的|客户|使用)?体验|包括但不限于|(等|其他)(目的|用途|合法目的|服务)(。|$)|业务(发展|需要)|经营需要|商业目的|合理用途|更好地?为您服务/u,
  /\b(improv(e|ing) (the |your |our )?(user )?experience|including but not limited to|other (lawful |legitimate )?purposes|business (needs?|purposes)|and so on|such as\b.*\betc)\b/iu,
];

/** What a purpose of the law's vocabulary usually needs; what else is collected for it should have its own reason (PIPL 6). */
export const USUAL_FIELDS: Readonly<Record<string, ReadonlySet<string>>> = {
  marketing: new Set([
    ...['mobile', 'email', 'wecom_id', 'open_id', 'name', 'city', 'member_id', 'order_record', 'behaviour', 'tags'],
    ...['consent_record', 'contact_record'],
  ]),
  deliver_order: new Set(['name', 'mobile', 'address', 'email', 'order_record', 'member_id', 'contact_record']),
  membership: new Set([
    ...['name', 'mobile', 'email', 'member_id', 'open_id', 'wecom_id', 'order_record', 'city', 'birth_date', 'gender'],
    ...['contact_record', 'consent_record'],
  ]),
  customer_service: new Set([
    ...['name', 'mobile', 'email', 'address', 'member_id', 'order_record', 'contact_record', 'wecom_id', 'open_id'],
  ]),
  after_sales: new Set([
    ...['name', 'mobile', 'email', 'address', 'member_id', 'order_record', 'contact_record', 'wecom_id', 'open_id'],
  ]),
};
