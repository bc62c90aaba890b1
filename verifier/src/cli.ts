import { runCommand } from './run-command.ts';

// A reader that has seen enough (`verify … | head`) is not an error.
process.stdout.on('error', () => undefined);

process.exitCode = await runCommand(process.argv.slice(2), {
  now: new Date(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
