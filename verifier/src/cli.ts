import { runCommand } from './run-command.ts';

process.exitCode = runCommand(process.argv.slice(2), {
  now: new Date(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
