import type { Bilingual } from '../../../platform/failure.ts';
import type { FieldCode } from '../../register/index.ts';

/** The groups in which a person's own list stands (GB/T 41391, MIIT's 双清单), in their order. */
export const COLLECTED_GROUPS = ['basic', 'identity', 'trade', 'service-log', 'device', 'inferred'] as const;
export type CollectedGroup = (typeof COLLECTED_GROUPS)[number];

/** The groups' names. */
export const GROUP_NAMES: Readonly<Record<CollectedGroup, Bilingual>> = {
  basic: { zh: '基本信息', en: 'Basic information' },
  identity: { zh: '身份信息', en: 'Identity' },
  trade: { zh: '交易信息', en: 'Purchases' },
  'service-log': { zh: '服务日志', en: 'Service log' },
  device: { zh: '设备信息', en: 'Device' },
  inferred: { zh: '推断标签', en: 'Inferred' },
};

/** One line of a person's 已收集个人信息清单. */
export interface CollectedRow {
  readonly group: CollectedGroup;
  /** The field whose value the person may have shown; null for records that are told by their number alone. */
  readonly field: FieldCode | null;
  readonly name: Bilingual;
  /** Masked; null where there is no single value. */
  readonly content: string | null;
  readonly purposes: readonly Bilingual[];
  readonly scenes: readonly Bilingual[];
  readonly count: number;
  readonly latest: Date;
}

const GROUP_OF: Partial<Record<FieldCode, CollectedGroup>> = {
  member_id: 'identity',
  wecom_id: 'identity',
  open_id: 'identity',
  wechat_id: 'identity',
  qq_id: 'identity',
  id_number: 'identity',
  passport: 'identity',
  id_card_photo: 'identity',
  face_template: 'identity',
  plate: 'identity',
  order_record: 'trade',
  bank_account: 'trade',
  behaviour: 'service-log',
  consent_record: 'service-log',
  contact_record: 'service-log',
  location_trail: 'service-log',
  precise_location: 'service-log',
  ip_address: 'device',
  mac_address: 'device',
  imei: 'device',
  device_id: 'device',
  tags: 'inferred',
};

/** In which group a field stands. */
export function groupOf(field: FieldCode): CollectedGroup {
  return GROUP_OF[field] ?? 'basic';
}

const SCENES: Readonly<Record<string, Bilingual>> = {
  form: { zh: '填写表单', en: 'Filling in a form' },
  site: { zh: '网站或小程序', en: 'Website or mini-program' },
  agent: { zh: '电话', en: 'On the phone' },
  paper: { zh: '纸质表单', en: 'On paper' },
  import: { zh: '导入', en: 'Import' },
  'privacy-centre': { zh: '隐私中心', en: 'Privacy centre' },
  presentation: { zh: '看到告知', en: 'Being shown a notice' },
  api: { zh: '自有系统', en: 'Our own system' },
  individual: { zh: '本人提供', en: 'From you' },
  from_individual: { zh: '本人提供', en: 'From you' },
};

/** A scene in plain words: the kind of touchpoint, with nothing of its code. */
export function sceneName(source: string): Bilingual {
  const kind = source.split(/[:/]/)[0] ?? '';
  return SCENES[kind] ?? { zh: '其他来源', en: 'Elsewhere' };
}

/** The rows of a window, in the order of the groups, newest first within one. */
export function withinWindow(rows: readonly CollectedRow[], since: Date | null): CollectedRow[] {
  return rows
    .filter(({ latest }) => since === null || latest >= since)
    .sort(
      (a, b) =>
        COLLECTED_GROUPS.indexOf(a.group) - COLLECTED_GROUPS.indexOf(b.group) ||
        b.latest.getTime() - a.latest.getTime() ||
        (a.name.zh < b.name.zh ? -1 : 1),
    );
}
