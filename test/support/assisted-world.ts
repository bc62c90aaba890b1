import { approve, DELIVERY } from './gate-world.ts';
import { KIDS_CLUB } from './kids-club.ts';
import { openSendingWorld, type SendingWorld } from './sending-world.ts';

/** How the club's members are registered. */
export const JOINING = {
  ...DELIVERY,
  code: 'club-joining',
  fields: [
    { field: 'name' as const, necessary: true },
    { field: 'mobile' as const, necessary: true },
    { field: 'birth_date' as const, necessary: true },
  ],
};

/** The club's form. */
export const CLUB = {
  code: 'club',
  brand: 'qiye',
  title: { zh: '加入儿童俱乐部', en: 'Join the club' },
  notice: 'kids',
  activity: 'club-joining',
  consents: [{ control: 'club', activities: ['kids-club'], kind: 'separate' as const }],
  fields: [
    { field: 'name' as const, required: true },
    { field: 'mobile' as const, required: true },
  ],
};

/** What a call of the API came to. */
export interface Called {
  readonly status: number;
  /** Looked into member by member, as a client would. */
  readonly body: ReturnType<typeof JSON.parse>;
}

/** A sending world with a form for a children's club, told by rules for children. */
export async function openAssistedWorld(): Promise<
  SendingWorld & {
    call(method: 'GET' | 'POST', url: string, payload?: object, as?: 'good' | 'other'): Promise<Called>;
    /** The number of rows of everything that an answer could touch. */
    everything(): Promise<string>;
  }
> {
  const world = await openSendingWorld();
  await world.act(async (tx) => {
    const { register, capture } = world;
    await register.saveActivity(tx, KIDS_CLUB);
    await register.saveActivity(tx, JOINING);
    const title = { zh: '儿童个人信息处理规则', en: 'Rules for children' };
    const activities = ['club-joining', 'kids-club', 'customer-administration'];
    await register.saveNotice(tx, { code: 'kids', kind: 'children', title, activities });
    await register.publishNotice(tx, 'kids');
    for (const each of activities) await approve(register, tx, each);
    await capture.saveForm(tx, { form: CLUB, active: true, by: 'test' });
  });
  const tables = [
    'consent.subject',
    'consent."grant"',
    'consent.guardianship',
    'consent.presentation',
    'customers.person',
  ];
  const all = [...tables, 'capture.submission', 'capture.paper_sheet', 'vault.field'];
  return {
    ...world,
    async call(method, url, payload, as = 'good') {
      const headers = { authorization: `Bearer ${as}` };
      const answer = await world.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
      return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json() };
    },
    everything: () =>
      world.act(async (tx) => {
        const counts = all.map((table) => `(select count(*) from ${table})`).join(', ');
        return (await tx.one<{ all: string }>(`select concat_ws('|', ${counts}) as all`)).all;
      }),
  };
}
