import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Called, openAssistedWorld } from '../../../../test/support/assisted-world.ts';

let world: Awaited<ReturnType<typeof openAssistedWorld>>;
beforeAll(async () => {
  world = await openAssistedWorld();
});
afterAll(() => world.close());

const MOBILE = '13900000601';
const call = (method: 'GET' | 'POST', path: string, body?: object): Promise<Called> =>
  world.call(method, `/api/v1/sealed-submissions${path}`, body);
const items = async () => (await call('GET', '')).body.items as { id: string; state: string; reason: string | null }[];
const page = async (token: string) => (await world.app.inject({ url: `/f/autumn/w/${token}` })).body;

/** Puts one aside as settling does, and answers its token. */
async function setAside(reason: string, sealed = Buffer.from(`not sealed at all ${MOBILE}`)): Promise<string> {
  const token = Buffer.from(randomUUID().replaceAll('-', '').slice(0, 24)).toString('base64url');
  await world.act((tx) =>
    tx.execute(
      `insert into capture.sealed_submission (id, token_digest, form, received_at, state, sealed, reason, settled_at)
       values ($1, sha256(convert_to($2, 'UTF8')), 'autumn', $3, 'quarantined', $4, $5, $3)`,
      [randomUUID(), token, world.clock.now(), sealed, reason],
    ),
  );
  return token;
}

describe('sealed submissions that were set aside', () => {
  it('are listed with their reason and until when they are kept, and with nothing of the person', async () => {
    await setAside('capture.sealed-invalid');
    const { body, status } = await call('GET', '');
    expect([status, body.items]).toMatchObject([
      200,
      [{ form: 'autumn', state: 'quarantined', reason: 'capture.sealed-invalid', word: null }],
    ]);
    expect(Date.parse(body.items[0].keptUntil) - Date.parse(body.items[0].receivedAt)).toBe(30 * 86_400_000);
    expect(Object.keys(body.items[0]).sort()).toEqual([
      'form',
      'id',
      'keptUntil',
      'reason',
      'receivedAt',
      'state',
      'word',
    ]);
    expect(JSON.stringify(body)).not.toContain(MOBILE);
  });

  it('can be tried again, once, and wait then', async () => {
    const [row] = await items();
    expect((await call('POST', `/${row?.id}/retry`)).status).toBe(204);
    expect((await items())[0]).toMatchObject({ state: 'waiting', reason: null });
    const twice = await call('POST', `/${row?.id}/retry`);
    expect([twice.status, twice.body.code]).toEqual([404, 'capture.nothing-set-aside']);
  });

  it('are refused with word to the person, and what was sealed is gone', async () => {
    const token = await setAside('capture.form-unknown');
    const row = (await items()).find(({ reason }) => reason === 'capture.form-unknown');
    for (const body of [{}, { word: 'because of 13900000601' }, { word: 'form-closed', note: 'x' }])
      expect((await call('POST', `/${row?.id}/refusal`, body)).status).toBe(400);
    expect((await call('POST', `/${row?.id}/refusal`, { word: 'form-closed' })).status).toBe(204);
    const [left] = await world.act((tx) =>
      tx.query('select state, word, sealed from capture.sealed_submission where id = $1', [row?.id]),
    );
    expect(left).toEqual({ state: 'refused', word: 'form-closed', sealed: null });
    const shown = await page(token);
    expect(shown).toContain('这个表单已经结束');
    expect(shown).not.toContain('重新填写');
    expect((await call('POST', `/${row?.id}/refusal`, { word: 'fill-again' })).body.code).toBe(
      'capture.nothing-set-aside',
    );
    expect((await call('POST', '/nobody/refusal', { word: 'fill-again' })).status).toBe(400);
  });
});
