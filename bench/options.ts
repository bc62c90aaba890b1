/** The number given as `--name=123` on the command line, or `standard`. */
export function numberOption(name: string, standard: number): number {
  const text = process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
  const value = text === undefined ? standard : Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} needs a number above zero`);
  return value;
}
