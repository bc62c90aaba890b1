import type { FastifyReply } from 'fastify';
import { type TSchema, Type } from 'typebox';
import type { Access } from '../contexts/access/index.ts';
import type { Database } from '../platform/database/index.ts';
import { Failure, fieldError } from '../platform/failure.ts';
import { type Html, type HttpApp, html, plainPage } from '../platform/http/index.ts';
import { type Keyring, newRootKey, unsealFrom } from '../platform/keyring/index.ts';
import { OneTimeDoor } from './one-time-door.ts';

/** What the pages work with. */
export interface SetUpDependencies {
  readonly access: Access;
  readonly database: Database;
  readonly keyring: Keyring;
  /** Called once the root key is in memory. */
  onUnsealed(): Promise<void>;
}

/** The two doors; their paths are printed to whoever started the process and to nobody else. */
export interface SetUpDoors {
  readonly setUpPath: string;
  readonly unsealPath: string;
}

const Token = Type.Object({ token: Type.String({ minLength: 43, maxLength: 43 }) });
const Secret = Type.String({ maxLength: 256 });
const closed = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const SetUp = closed({
  passphrase: Type.Optional(Secret),
  passphraseRepeated: Type.Optional(Secret),
  email: Type.String({ format: 'email', maxLength: 254 }),
  name: Type.String({ minLength: 1, maxLength: 60 }),
  password: Secret,
  passwordRepeated: Secret,
});
const open = { permission: 'public', neverReplayed: true, rateLimit: { max: 20, timeWindow: 60_000 } } as const;

const deadDoor = () =>
  new Failure('set-up.dead-link', 'not-found', {
    zh: '链接无效或已使用；请查看服务器启动时的输出',
    en: 'The link is not valid or was used; see what the server printed when it started',
  });

function differs(path: string): Failure {
  const errors = [fieldError(path, '与前一项不一致', 'differs from the field above')];
  return new Failure(
    'set-up.entries-differ',
    'malformed',
    { zh: '两次输入不一致', en: 'The two entries differ' },
    { errors },
  );
}

/**
 * `/setup/TOKEN` makes the root key, seals it with a passphrase, and makes the first administrator; `/unseal/TOKEN` brings a sealed root key
 * into memory. Neither asks for a login: whoever can read the output of the process may do it, once.
 */
export function registerSetUpPages(app: HttpApp, deps: SetUpDependencies): SetUpDoors {
  const setUp = new OneTimeDoor();
  const unseal = new OneTimeDoor();
  registerSetUp(app, deps, setUp);
  registerUnseal(app, deps, unseal);
  return { setUpPath: `/setup/${setUp.token}`, unsealPath: `/unseal/${unseal.token}` };
}

function registerSetUp(app: HttpApp, deps: SetUpDependencies, door: OneTimeDoor): void {
  const needsKey = () => deps.keyring.vault.isNew() && !deps.keyring.hasSealedRoot();
  app.get('/setup/:token', { config: open, schema: { params: Token } }, async (request, reply) => {
    if (!door.admits(request.params.token)) throw deadDoor();
    return plainPage(reply, 200, '初始设置 Set-up', setUpForm(needsKey()));
  });
  app.post('/setup/:token', { config: open, schema: { params: Token, body: SetUp } }, async (request, reply) => {
    if (!door.admits(request.params.token)) throw deadDoor();
    const { passphrase, passphraseRepeated, email, name, password, passwordRepeated } = request.body;
    try {
      if (password !== passwordRepeated) throw differs('passwordRepeated');
      const passwordHash = await deps.access.hashPassword(password);
      if (needsKey()) {
        if (passphrase !== passphraseRepeated) throw differs('passphraseRepeated');
        const rootKey = newRootKey();
        await deps.keyring.sealRootKey(passphrase ?? '', rootKey);
        deps.keyring.vault.unseal(rootKey);
        rootKey.fill(0);
        await deps.onUnsealed();
      }
      const id = await deps.database.transaction((tx) =>
        deps.access.createAdministrator(tx, { email, name, passwordHash }),
      );
      door.close();
      const { cookies } = await deps.access.openSession(id);
      return reply.header('Set-Cookie', [...cookies]).redirect('/console', 303);
    } catch (error) {
      return again(reply, error, setUpForm(needsKey()));
    }
  });
}

function registerUnseal(app: HttpApp, deps: SetUpDependencies, door: OneTimeDoor): void {
  const Passphrase = closed({ passphrase: Secret });
  app.get('/unseal/:token', { config: open, schema: { params: Token } }, async (request, reply) => {
    if (!door.admits(request.params.token)) throw deadDoor();
    return plainPage(reply, 200, '解封保险箱 Unseal', unsealForm());
  });
  app.post('/unseal/:token', { config: open, schema: { params: Token, body: Passphrase } }, async (request, reply) => {
    if (!door.admits(request.params.token)) throw deadDoor();
    try {
      await unsealFrom(deps.keyring.vault, deps.keyring.underPassphrase(request.body.passphrase));
      door.close();
      await deps.onUnsealed();
      return reply.redirect('/console', 303);
    } catch (error) {
      return again(reply, error, unsealForm());
    }
  });
}

function again(reply: FastifyReply, error: unknown, form: Html): FastifyReply {
  if (!(error instanceof Failure)) throw error;
  const fields = (error.options.errors ?? []).map((each) => `${each.message} ${each.message_en}`).join('; ');
  const alert = html`<p role="alert">${error.title.zh} ${error.title.en}${fields === '' ? '' : `: ${fields}`}</p>`;
  return plainPage(reply, 400, '请重试 Try again', html`${alert}${form}`);
}

function setUpForm(needsKey: boolean): Html {
  const key = html`<p>口令用来封存根密钥：没有它，任何人（包括我们）都无法打开保险箱。请妥善保管。
    The passphrase seals the root key. Without it nobody can open the vault. Keep it safe.</p>
    ${secret('passphrase', '根密钥口令（至少 12 个字符） Passphrase of the root key', 'off')}
    ${secret('passphraseRepeated', '再输入一次 Once more', 'off')}`;
  return html`<form method="post">${needsKey ? key : html``}
    <label>管理员邮箱 Administrator's email <input type="email" name="email" maxlength="254" autocomplete="username" required></label>
    <label>姓名 Name <input name="name" maxlength="60" autocomplete="name" required></label>
    ${secret('password', '登录密码（至少 12 个字符） Password', 'new-password')}
    ${secret('passwordRepeated', '再输入一次 Once more', 'new-password')}
    <button>完成 Finish</button></form>`;
}

function unsealForm(): Html {
  return html`<form method="post">${secret('passphrase', '根密钥口令 Passphrase of the root key', 'off')}<button>解封 Unseal</button></form>`;
}

function secret(name: string, label: string, autocomplete: string): Html {
  return html`<label>${label} <input type="password" name="${name}" maxlength="256" autocomplete="${autocomplete}" required></label>`;
}
