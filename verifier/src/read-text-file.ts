import { closeSync, fstatSync, constants as open, openSync, readSync } from 'node:fs';
import { Refusal } from './refusal.ts';

// Without it, opening a pipe that nobody writes to would wait for ever. Windows has none and needs none.
const NO_WAITING = open.O_NONBLOCK ?? 0;

/** Reads a regular file as UTF-8, nothing replaced and not more than `most` bytes. Throws `Refusal`: also for pipes and devices, which may never end. */
export function readTextFile(path: string, most: number): string {
  const bytes = readBytes(path, most);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal('encoding', path, '不是 UTF-8 文本', 'not UTF-8 text');
  }
}

function readBytes(path: string, most: number): Uint8Array {
  let file: number | undefined;
  try {
    file = openSync(path, open.O_RDONLY | NO_WAITING);
    const found = fstatSync(file);
    if (!found.isFile()) throw new Refusal('not-a-file', path, '不是普通文件', 'not a regular file');
    // Read by the size that it had: a file that grows meanwhile is not read to its end.
    const { size } = found;
    if (size > most) throw new Refusal('size', path, '文件过大', 'the file is too large');
    const bytes = new Uint8Array(size);
    let read = 0;
    for (let more = -1; more !== 0 && read < size; read += more) more = readSync(file, bytes, read, size - read, read);
    return bytes.subarray(0, read);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Refusal('missing', path, '文件不存在', 'there is no such file');
    throw new Refusal('unreadable', path, `读取失败（${code ?? ''}）`, `reading failed (${code ?? ''})`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
