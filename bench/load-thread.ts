import { randomBytes } from 'node:crypto';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { parentPort } from 'node:worker_threads';
import type { Load } from './load.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function send(agent: Agent, method: string, url: string, headers: Record<string, string>, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      { agent, method, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(parts).toString('utf8'),
          }),
        );
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

async function post(agent: Agent, load: Load, body: string): Promise<void> {
  const answer = await send(agent, 'POST', load.url, { ...load.headers, 'content-type': 'application/json' }, body);
  if (answer.status < 200 || answer.status > 299)
    throw new Error(`answered ${answer.status}: ${answer.text.slice(0, 300)}`);
}

// As a browser does it: the page with its presentation, then the answer with its nonce.
async function fillForm(agent: Agent, load: Load, fields: string): Promise<void> {
  const page = await send(agent, 'GET', load.url, {});
  const cookie = (page.headers['set-cookie']?.[0] ?? '').split(';', 1)[0] ?? '';
  const hidden = (name: string): string => new RegExp(`name="${name}" value="([^"]+)"`).exec(page.text)?.[1] ?? '';
  const body = new URLSearchParams({
    ...(JSON.parse(fields) as Record<string, string>),
    presentation: hidden('presentation'),
    nonce: hidden('nonce'),
  }).toString();
  const headers = { cookie, origin: new URL(load.url).origin, 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await send(agent, 'POST', load.url, headers, body);
  if (answer.status !== 303) throw new Error(`the form answered ${answer.status}`);
}

// As the SDK does it: what is about to be shown, then the answer with its nonce.
async function answerBanner(agent: Agent, load: Load, shown: string): Promise<void> {
  const headers = { ...load.headers, 'content-type': 'application/json' };
  const session = randomBytes(32).toString('base64url');
  const body = { ...(JSON.parse(shown) as { activities: string[] }), session };
  const asked = await send(agent, 'POST', `${load.url}/presentations`, headers, JSON.stringify(body));
  if (asked.status !== 201) throw new Error(`the presentation answered ${asked.status}: ${asked.text.slice(0, 300)}`);
  const { id: presentation, nonce } = JSON.parse(asked.text) as { id: string; nonce: string };
  const answers = body.activities.map((activity) => ({
    activity,
    answer: 'granted',
    kind: 'general',
    control: `banner:${activity}`,
  }));
  const said = JSON.stringify({ session, presentation, nonce, answers });
  const answer = await send(agent, 'POST', `${load.url}/consents`, headers, said);
  if (answer.status !== 201) throw new Error(`the answer answered ${answer.status}: ${answer.text.slice(0, 300)}`);
}

async function run(load: Load): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.clients });
  const one = { form: fillForm, sdk: answerBanner, post }[load.kind];
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < load.total) {
      const body = load.bodies[next % load.bodies.length] ?? '{}';
      next += 1;
      await one(agent, load, body);
    }
  };
  await Promise.all(Array.from({ length: load.clients }, client));
  agent.destroy();
  return load.total;
}

parentPort?.on('message', (load: Load) => {
  run(load).then(
    (done) => parentPort?.postMessage({ done }),
    (error: Error) => parentPort?.postMessage({ failure: error.message }),
  );
});
