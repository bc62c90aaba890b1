/** Whether a member's name may be named in an error: one that could be somebody's data (a number, an address) is not. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name) && !/\d{5}/.test(name);
}

/** "activities[2].code" of its parts; a part that is not a plain name is written as "*". */
export function joinPath(parts: readonly (string | number)[]): string {
  let path = '';
  for (const part of parts) {
    if (typeof part === 'number') path += `[${part}]`;
    else path += `${path === '' ? '' : '.'}${isPlainName(part) ? part : '*'}`;
  }
  return path;
}
