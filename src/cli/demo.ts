import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { systemClock } from '../platform/clock.ts';
import { ApiClient } from './demo/api-client.ts';
import { type DemoServer, startDemoServer } from './demo/demo-server.ts';
import { openDemoStaff } from './demo/demo-staff.ts';
import { loadCustomerData } from './demo/load-customer-data.ts';
import { loadSample } from './demo/load-sample.ts';
import { loadTouchpoints } from './demo/load-touchpoints.ts';

const HELP = `npm run demo -- [--port 8600] [--directory ./.zhinuo-demo] [--people 200]
`;

/** `npm run demo`: the product with an invented brand, on this machine alone. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8600' },
      directory: { type: 'string', default: './.zhinuo-demo' },
      people: { type: 'string', default: '200' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const say = (line: string) => void process.stdout.write(`  ${line}\n`);
  const compiled = import.meta.url.endsWith('.js');
  const webRoot = fileURLToPath(new URL(compiled ? '../../web/' : '../../dist/web/', import.meta.url));
  process.stdout.write('知诺 Zhinuo 演示 demo\n');
  const demo = await startDemoServer({ directory: resolve(values.directory), port: Number(values.port), webRoot });
  stopOnSignal(demo);
  const sample = { base: demo.base, people: Number(values.people), say, now: systemClock.now() };
  await loadSample(demo, sample);
  const api = new ApiClient(demo.base, demo.apiKey);
  await loadCustomerData(api, sample);
  await loadTouchpoints(api, sample);
  await tell(demo, values.directory);
}

async function tell(demo: DemoServer, directory: string): Promise<void> {
  const links = await openDemoStaff(demo);
  const lines = [
    '',
    '已就绪 ready',
    `  表单 form               ${demo.base}/f/autumn`,
    `  告知 notice             ${demo.base}/n/privacy`,
    `  演示收件箱 inbox        ${demo.page.url}`,
    `  我的信息与授权 privacy  ${demo.base}/me`,
    `  控制台 console          ${demo.base}/console`,
    ...links.map(({ label, url }) => `    一次性登录 sign in · ${label}: ${url}`),
    `    口令 password · 开启两步验证、导出名单时用 to turn on two-step sign-in, for exports: ${demo.staffPassword}`,
    '',
    `  数据与密钥都在 ${directory}(仅演示如此；正式部署时密钥另放)。按 Ctrl+C 停止。`,
    '  Data and keys lie together only in the demo. Ctrl+C stops it.',
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function stopOnSignal(demo: DemoServer): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      demo.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
}

main().catch((error: unknown) => {
  const failure = error as { title?: { zh: string; en: string }; code?: string; message?: string };
  const text = failure.title === undefined ? String(failure.message) : `${failure.title.zh}\n${failure.title.en}`;
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
