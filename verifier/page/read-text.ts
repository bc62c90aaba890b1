import { MOST_TEXT } from '../src/verify.ts';

/** Why a file can't be read as text. */
export interface Unreadable {
  readonly why: 'tooLarge' | 'notText' | 'unreadable';
}

/** Reads a file as the command does: UTF-8, nothing replaced, not beyond the largest size. Never rejects. */
export async function readText(file: File): Promise<{ readonly text: string } | Unreadable> {
  if (file.size > MOST_TEXT) return { why: 'tooLarge' };
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    return { why: 'unreadable' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { why: 'notText' };
  }
}
