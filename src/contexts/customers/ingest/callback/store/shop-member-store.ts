import type { Tx } from '../../../../../platform/database/index.ts';

/** Whether somebody, known by a keyed digest of their number at a shop, is a member there; `turn` counts how often that changed. */
export interface ShopMember {
  readonly bound: boolean;
  readonly turn: number;
  readonly at: Date;
}

/** What is known of somebody, held until the commit where `lock` says so. */
export async function findShopMember(
  tx: Tx,
  source: string,
  subject: Buffer,
  lock: 'for update' | '' = '',
): Promise<ShopMember | undefined> {
  return tx.first<ShopMember>(
    `select bound, turn, at from customers.shop_member where source = $1 and subject = $2 ${lock}`,
    [source, subject],
  );
}

/** Notes that somebody is a member, or no more. */
export async function setShopMember(tx: Tx, source: string, subject: Buffer, member: ShopMember): Promise<void> {
  await tx.execute(
    `insert into customers.shop_member (source, subject, bound, turn, at) values ($1, $2, $3, $4, $5)
     on conflict (source, subject) do update set bound = excluded.bound, turn = excluded.turn, at = excluded.at`,
    [source, subject, member.bound, member.turn, member.at],
    'customers.set-shop-member',
  );
}

/** Tells whose a membership is, so that it goes with the person. */
export async function ownShopMembers(
  tx: Tx,
  source: string,
  owned: readonly { readonly subject: Buffer; readonly person: string }[],
): Promise<void> {
  if (owned.length === 0) return;
  await tx.execute(
    `update customers.shop_member m set person = o.person from unnest($2::bytea[], $3::uuid[]) as o (subject, person)
      where m.source = $1 and m.subject = o.subject and m.person is distinct from o.person`,
    [source, owned.map(({ subject }) => subject), owned.map(({ person }) => person)],
    'customers.own-shop-members',
  );
}

/** Forgets memberships of a person. */
export async function deleteShopMembers(tx: Tx, person: string): Promise<void> {
  await tx.execute('delete from customers.shop_member where person = $1', [person]);
}

/** Forgets those whom nobody was made of, once no repeat of their message can come. */
export async function forgetShopMembers(tx: Tx, before: Date): Promise<void> {
  await tx.execute('delete from customers.shop_member where person is null and at < $1', [before]);
}
