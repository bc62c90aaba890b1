import { readProcessConfig } from '../config.ts';
import { Failure } from '../platform/failure.ts';
import { readPassphrase } from './read-passphrase.ts';
import { runCommand } from './run-command.ts';
import { unsealServer } from './unseal-server.ts';

// `npm run unseal`: brings the root key of the running server into memory; the passphrase is typed, or comes from standard input.
await runCommand(async () => {
  const { host, port, bootstrapKey } = readProcessConfig('');
  if (bootstrapKey === undefined)
    throw new Failure('unseal.no-key', 'refused', {
      zh: '请设置 ZHINUO_BOOTSTRAP_KEY，或在控制台的“密钥”页或一次性链接中解封。',
      en: "Set ZHINUO_BOOTSTRAP_KEY, or unseal on the console's page Keys or by the one-time link.",
    });
  const passphrase = await readPassphrase('根密钥口令 Passphrase of the root key: ');
  await unsealServer({ host, port, bootstrapKey }, passphrase);
  process.stdout.write('保险箱已解封。\nThe vault is unsealed.\n');
});
