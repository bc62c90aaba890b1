import { Type } from 'typebox';
import type { Database } from '../../../platform/database/index.ts';
import { type Caller, callerName, type HttpApp, type Tier } from '../../../platform/http/index.ts';
import type { ProofDesk } from '../proof-desk.ts';
import type { LetterSearch } from '../search-letter.ts';
import type { DownloadRow } from '../store/download-store.ts';
import { BundleBody, Redact, readBundleBody } from './bundle-body.ts';

const Text = Type.Object({ zh: Type.String(), en: Type.String() });
const Instant = Type.String({ format: 'date-time' });
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);
const Download = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('bundle'), Type.Literal('paper'), Type.Literal('declaration')]),
  name: Type.String(),
  sha256: Type.String({ description: 'of the file, hexadecimal' }),
  createdAt: Instant,
  expiresAt: Instant,
});
const SearchBody = Type.Object(
  {
    number: Type.String({ minLength: 3, maxLength: 254, description: 'as the letter writes it' }),
    reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S', description: 'which letter; kept sealed' }),
  },
  { additionalProperties: false },
);
const SearchShown = Type.Object({
  id: Type.String(),
  at: Instant,
  form: Type.String({ description: 'mobile, virtual-range, relay, email or other' }),
  masked: Type.String(),
  people: Type.Array(
    Type.Object({ person: Type.String(), fields: nullable(Type.Record(Type.String(), Type.String())) }),
  ),
  erased: Type.Array(
    Type.Object({
      person: Type.String(),
      erasedAt: Instant,
      entry: Type.String(),
      index: nullable(Type.Integer()),
      keptUntil: nullable(Instant),
    }),
  ),
  indexes: Type.Array(Type.Object({ name: Type.String(), generations: Type.Array(Type.Integer()) })),
  checkpoint: Type.Object({ origin: Type.String(), size: Type.Integer(), root: Type.String() }),
  statement: Text,
  advice: nullable(Type.Object({ says: Text, ask: Type.Array(Text) })),
  receipt: Type.String(),
  use: nullable(Type.String()),
  declaration: Download,
});

/** Routes of 举证台: searching for what a letter carries, and the files that were made. */
export function registerProofDeskRoutes(app: HttpApp, deps: { database: Database; desk: ProofDesk }): void {
  const { database, desk } = deps;
  // POST, so that the number stands in no URL; never replayed, so that it is stored in no answer.
  app.post(
    '/api/v1/evidence/searches',
    {
      config: { permission: 'evidence.search', neverReplayed: true },
      schema: {
        summary: '按来函所载号码检索（签名留痕） / Search for what a letter carries; signed and logged',
        body: SearchBody,
        response: { 201: SearchShown },
      },
    },
    async (request, reply) => {
      const { number, reason } = request.body;
      const searcher = { by: callerName(request.caller), tier: tierOf(request.caller), reason };
      const found = await database.transaction((tx) => desk.search(tx, number, searcher));
      return reply.code(201).header('cache-control', 'no-store').send(shownSearch(found));
    },
  );
  registerPapers(app, desk);
  app.get(
    '/api/v1/evidence/downloads',
    {
      config: { permission: 'evidence.bundle' },
      schema: {
        summary: '为我生成、尚未到期的文件 / Files made for me that have not ended',
        response: { 200: Type.Object({ items: Type.Array(Download) }) },
      },
    },
    async (request) => {
      const by = callerName(request.caller);
      const items = await database.transaction((tx) => desk.downloads(tx, by), { readOnly: true });
      return { items: items.map(shownDownload) };
    },
  );
  app.get(
    '/api/v1/evidence/downloads/:id',
    {
      config: { permission: 'evidence.bundle' },
      schema: { params: Type.Object({ id: Type.String({ format: 'uuid' }) }) },
    },
    async (request, reply) => {
      const by = callerName(request.caller);
      const file = await database.transaction((tx) => desk.collect(tx, request.params.id, by), { readOnly: true });
      const type = file.kind === 'paper' ? DOCX : 'application/json; charset=utf-8';
      return reply
        .header('content-type', type)
        .header('content-disposition', `attachment; filename="${file.name}"`)
        .header('cache-control', 'no-store')
        .send(file.bytes);
    },
  );
}

const Words = (most: number) => Type.String({ maxLength: most });
const PaperBody = Type.Object(
  {
    search: Type.String({ format: 'uuid' }),
    person: nullable(Type.String({ format: 'uuid' })),
    to: Words(200),
    reference: Words(100),
    complaint: Words(5000),
    measures: Words(5000),
    redact: Redact,
  },
  { additionalProperties: false },
);

function registerPapers(app: HttpApp, desk: ProofDesk): void {
  app.post(
    '/api/v1/evidence/papers',
    {
      config: { permission: 'evidence.search', neverReplayed: true },
      schema: {
        summary: '出具情况说明（.docx）及附件 / A statement of the facts with its attachment',
        body: PaperBody,
        response: { 201: Type.Object({ paper: Download, attached: nullable(Download) }) },
      },
    },
    async (request, reply) => {
      const { caller } = request;
      const tier = tierOf(caller);
      // Keys are given scopes by an administrator, who is not to read what is kept for a defence.
      const mayReadDefence = caller.kind === 'staff' && caller.permissions.has('evidence.read-defence');
      const made = await desk.paper(request.body, { by: callerName(caller), tier, mayReadDefence });
      const attached = made.attached === null ? null : shownDownload(made.attached);
      return reply.code(201).send({ paper: shownDownload(made.paper), attached });
    },
  );
  app.post(
    '/api/v1/evidence/downloads',
    {
      config: { permission: 'evidence.bundle', neverReplayed: true },
      schema: {
        summary: '生成证据包，留待下载 / Make a bundle that waits for its download',
        body: BundleBody,
        response: { 201: Download },
      },
    },
    async (request, reply) => {
      const file = await desk.bundle(readBundleBody(request.body), callerName(request.caller));
      return reply.code(201).send(shownDownload(file));
    },
  );
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

function tierOf(caller: Caller): Tier {
  return caller.kind === 'staff' || caller.kind === 'api-key' ? caller.tier : 0;
}

/** A file that waits, as the API shows it. */
export function shownDownload({ createdAt, expiresAt, ...file }: DownloadRow) {
  return { ...file, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
}

function shownSearch({ at, people, erased, declaration, ...search }: LetterSearch) {
  return {
    ...search,
    indexes: search.indexes.map(({ name, generations }) => ({ name, generations: [...generations] })),
    advice: search.advice == null ? null : { says: search.advice.says, ask: [...search.advice.ask] },
    at: at.toISOString(),
    people: people.map(({ person, fields }) => ({ person, fields: fields === null ? null : withoutGaps(fields) })),
    erased: erased.map(({ person, at: erasedAt, entry, index, defence }) => ({
      person,
      erasedAt: erasedAt.toISOString(),
      entry,
      index,
      keptUntil: keptUntil(defence),
    })),
    declaration: shownDownload(declaration),
  };
}

function withoutGaps(fields: { readonly [field: string]: string | undefined }): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function keptUntil(defence: LetterSearch['erased'][number]['defence']): string | null {
  const ends = defence.filter(({ destroyedAt }) => destroyedAt === null).map(({ until }) => until.toISOString());
  return ends.sort().at(-1) ?? null;
}
