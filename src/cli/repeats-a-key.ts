/** Whether valid JSON text holds an object with the same key twice, which `JSON.parse` would hide by keeping the last. */
export function repeatsAKey(json: string): boolean {
  const open: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (let i = 0; i < json.length; i += 1) {
    const c = json.charCodeAt(i);
    if (c === 0x7b) {
      open.push(new Set());
      expectsKey = true;
    } else if (c === 0x5b) {
      open.push(null);
      expectsKey = false;
    } else if (c === 0x7d || c === 0x5d) {
      open.pop();
      expectsKey = false;
    } else if (c === 0x2c) {
      expectsKey = open[open.length - 1] != null;
    } else if (c === 0x22) {
      const start = i;
      for (i += 1; json.charCodeAt(i) !== 0x22; i += 1) if (json.charCodeAt(i) === 0x5c) i += 1;
      const keys = open[open.length - 1];
      if (!expectsKey || keys == null) continue;
      expectsKey = false;
      const raw = json.slice(start, i + 1);
      const key = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
      if (keys.has(key)) return true;
      keys.add(key);
    }
  }
  return false;
}
