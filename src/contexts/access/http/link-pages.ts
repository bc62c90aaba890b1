import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { Failure } from '../../../platform/failure.ts';
import { type Html, type HttpApp, html, plainPage } from '../../../platform/http/index.ts';
import { deadLink, passwordsDiffer } from '../access-failures.ts';
import type { Access } from '../create-access.ts';
import type { LinkKind } from '../store/link-store.ts';
import { sendCookies } from './session-routes.ts';

const Token = Type.Object({ token: Type.String({ minLength: 43, maxLength: 43 }) });
const Passwords = Type.Object(
  { password: Type.String({ maxLength: 256 }), repeated: Type.String({ maxLength: 256 }) },
  { additionalProperties: false },
);
const open = { permission: 'public', neverReplayed: true, rateLimit: { max: 30, timeWindow: 60_000 } } as const;

/** `/join/TOKEN` and `/enter/TOKEN`: pages without scripts. Looking at a link uses nothing up; only the button does. */
export function registerLinkPages(app: HttpApp, access: Access, database: Database): void {
  const peek = (kind: LinkKind, token: string) =>
    database.transaction((tx) => access.peekLink(tx, kind, token), { readOnly: false });
  app.get('/join/:token', { config: open, schema: { params: Token } }, async (request, reply) =>
    answered(reply, async () => {
      await peek('invitation', request.params.token);
      return plainPage(reply, 200, '设置密码', passwordForm());
    }),
  );
  app.post('/join/:token', { config: open, schema: { params: Token, body: Passwords } }, async (request, reply) =>
    answered(
      reply,
      async () => {
        const { password, repeated } = request.body;
        if (password !== repeated) throw passwordsDiffer();
        return toConsole(reply, await access.acceptInvitation(request.params.token, password));
      },
      passwordForm(),
    ),
  );
  app.get('/enter/:token', { config: open, schema: { params: Token } }, async (request, reply) =>
    answered(reply, async () => {
      await peek('sign-in', request.params.token);
      return plainPage(reply, 200, '登录知诺', html`<form method="post"><button>登录 Sign in</button></form>`);
    }),
  );
  app.post(
    '/enter/:token',
    { config: open, schema: { params: Token } },
    async (request: FastifyRequest<{ Params: { token: string } }>, reply) =>
      answered(reply, async () => toConsole(reply, await access.enterByLink(request.params.token))),
  );
}

function toConsole(reply: FastifyReply, change: { readonly cookies: readonly string[] }): FastifyReply {
  return sendCookies(reply, change).redirect('/console', 303);
}

function passwordForm(): Html {
  return html`<form method="post">
    <label>新密码（至少 12 个字符） New password, at least 12 characters
      <input type="password" name="password" minlength="12" maxlength="128" autocomplete="new-password" required></label>
    <label>再输入一次 Once more
      <input type="password" name="repeated" minlength="12" maxlength="128" autocomplete="new-password" required></label>
    <button>保存并登录 Save and sign in</button>
  </form>`;
}

// A person is looking: a failure is a page here, with the form again where that helps.
async function answered(reply: FastifyReply, act: () => Promise<FastifyReply>, again?: Html): Promise<FastifyReply> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const messages = (error.options.errors ?? []).map((each) => `${each.message} ${each.message_en}`);
    const dead = error.code === deadLink().code;
    const body = html`<p role="alert">${error.title.zh} ${error.title.en}${messages.length > 0 ? `: ${messages.join('; ')}` : ''}</p>
      ${again !== undefined && !dead ? again : html``}`;
    return plainPage(reply, dead ? 404 : 400, error.title.zh, body);
  }
}
