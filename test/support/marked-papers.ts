import { CLUB, JOINING } from './assisted-world.ts';
import { approve } from './gate-world.ts';
import { KIDS_CLUB } from './kids-club.ts';
import type { Marked } from './marked-further.ts';
import { importEnd } from './run-import.ts';
import type { RunningProduct } from './running-product.ts';
import { NOTICE } from './sample-load.ts';

const ISSUER = 'canary-shop';
const PNG = [Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('IEND\xaeB`\x82', 'latin1')] as const;

/** A scan whose picture holds a text, as far as a picture can. */
const scanOf = (text: string) => Buffer.concat([PNG[0], Buffer.from(text), PNG[1]]).toString('base64');

/** What staff enter from before and from paper, with marked values: an existing stock, signed sheets, a child's with the guardian who signed. */
export async function drivePapers(product: RunningProduct, marked: Marked): Promise<string[]> {
  return [await takeStock(product, marked), ...(await keyPapers(product, marked))];
}

async function takeStock({ api }: RunningProduct, marked: Marked): Promise<string> {
  const notices = [{ label: '2025版', notice: NOTICE.code, version: 1 }];
  const declared = { activity: 'marketing', issuer: ISSUER, notices };
  const { id } = await api.call<{ id: string }>('POST', '/api/v1/stock-takes', declared);
  // These words are kept as the group that rows are graded by, but not those that few rows carry: a bare name is known to no scanner.
  const told = `客户${marked.name}来电，手机${marked.mobile}`;
  const lines = [
    '会员编号,来源,告知版本,告知时间,告知方式,凭证,是否同意,同意时间,备注',
    `${marked.memberId},${told},2025版,2025-03-01 10:00,${marked.name},${marked.email},同意,2025-03-01 10:05,${marked.address}`,
    `${marked.mobile},门店,${marked.mobile},2025-03-01 10:00,${marked.name},,同意,,${marked.unionId}`,
    `${marked.name},${marked.email},2025版,${marked.mobile},${marked.address},${marked.mobile},${marked.name},昨天,`,
  ];
  await api.put(`/api/v1/imports/${id}/file`, Buffer.from(`${lines.join('\n')}\n`), 'text/csv');
  const { mapping } = await api.call<{ mapping: object }>('GET', `/api/v1/imports/${id}/preview`);
  await api.call('POST', `/api/v1/imports/${id}/start`, { mapping });
  await importEnd(api, id);
  await api.call('POST', `/api/v1/stock-takes/${id}/admission`);
  return `/api/v1/stock-takes/${id}`;
}

async function keyPapers(product: RunningProduct, marked: Marked): Promise<string[]> {
  const { api } = product;
  await product.act(async (tx) => {
    const { register, capture } = product.server.contexts;
    await register.saveActivity(tx, KIDS_CLUB);
    await register.saveActivity(tx, JOINING);
    const title = { zh: '儿童个人信息处理规则', en: 'Rules for children' };
    const activities = ['club-joining', 'kids-club', 'customer-administration'];
    await register.saveNotice(tx, { code: 'kids', kind: 'children', title, activities });
    await register.publishNotice(tx, 'kids');
    for (const each of activities) await approve(register, tx, each);
    await capture.saveForm(tx, { form: CLUB, active: true, by: 'test' });
  });
  const { name, mobile, email } = marked;
  const values = { name, mobile };
  const guardian = { kind: 'parent', evidence: 'household-register', name, mobile, childBirthDate: '2016-05-01' };
  const version = (await api.call<{ items: { code: string; versions: unknown[] }[] }>('GET', '/api/v1/notices')).items
    .filter(({ code }) => code === NOTICE.code)
    .flatMap(({ versions }) => versions).length;
  const sheets = [
    {
      form: 'autumn',
      noticeVersion: version,
      sheet: { values: { ...values, email }, age: 18, granted: ['marketing'] },
    },
    { form: CLUB.code, noticeVersion: 1, sheet: { values, granted: ['club'], guardian } },
  ];
  const paths: string[] = ['/api/v1/paper-batches'];
  for (const { form, noticeVersion, sheet } of sheets) {
    const counted = { form, noticeVersion, sheets: 1, granted: 1 };
    const { id } = await api.call<{ id: string }>('POST', '/api/v1/paper-batches', counted);
    const scan = scanOf(`${form} ${Object.values(marked).join(' ')}`);
    await api.call('POST', `/api/v1/paper-batches/${id}/sheets`, { scan, ...sheet });
    paths.push(`/api/v1/paper-batches/${id}/sheets`);
  }
  return paths;
}
