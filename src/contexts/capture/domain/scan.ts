import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { type FieldError, fieldError } from '../../../platform/failure.ts';

/** What a scan may be. */
export type ScanType = 'image/png' | 'image/jpeg' | 'application/pdf';

/** The largest scan, bytes: a page at 300 dpi. */
export const LARGEST_SCAN = 5 * 1024 * 1024;
const SMALLEST = 64;

export interface Scan {
  readonly type: ScanType;
  readonly hash: string;
  readonly bytes: Buffer;
}

const startsWith = (bytes: Buffer, ...signature: number[]) => signature.every((byte, at) => bytes[at] === byte);

/** The type that the bytes themselves show: PNG and JPEG by their signatures and ends, PDF by its header and trailer. */
function typeOf(bytes: Buffer): ScanType | undefined {
  const tail = bytes.subarray(Math.max(0, bytes.length - 1024)).toString('latin1');
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) && tail.includes('IEND')) return 'image/png';
  if (startsWith(bytes, 0xff, 0xd8, 0xff) && tail.includes('\xff\xd9')) return 'image/jpeg';
  return startsWith(bytes, 0x25, 0x50, 0x44, 0x46, 0x2d) && tail.includes('%%EOF') ? 'application/pdf' : undefined;
}

/** Things that a scan of paper has no use for and that run where it is opened. */
const ACTIVE = /\/(?:JavaScript|JS|Launch|EmbeddedFile|OpenAction|AA|RichMedia|XFA)\b/;
/** Those whose names are too long to stand in the bytes of a picture by chance. */
const LONG_ACTIVE = /\/(?:JavaScript|Launch|EmbeddedFile|OpenAction|RichMedia)\b/;
/** What object streams of a scan may unpack to, bytes. */
const LARGEST_UNPACKED = 16 * 1024 * 1024;

// Names may be written with escapes ("/J#53", ISO 32000-1, 7.3.5).
const plainNames = (text: string) =>
  text.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Whether a PDF holds scripts or attachments, also in its packed objects; one whose objects can't be unpacked is taken for such. */
function isActive(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  let outside = '';
  let from = 0;
  for (const begin of text.matchAll(/>>\s*stream\r?\n/g)) {
    if (begin.index < from) continue;
    const data = begin.index + begin[0].length;
    const found = text.indexOf('endstream', data);
    const end = found === -1 ? text.length : found;
    const before = plainNames(text.slice(from, begin.index));
    outside += before;
    const dictionary = before.slice(before.lastIndexOf(' obj'));
    if (dictionary.includes('/ObjStm') && hidesActive(dictionary, bytes.subarray(data, end))) return true;
    from = end;
  }
  return ACTIVE.test(outside + plainNames(text.slice(from))) || LONG_ACTIVE.test(plainNames(text));
}

function hidesActive(dictionary: string, packed: Buffer): boolean {
  if (!dictionary.includes('/Filter')) return ACTIVE.test(plainNames(packed.toString('latin1')));
  try {
    const unpacked = inflateSync(packed, { maxOutputLength: LARGEST_UNPACKED });
    return ACTIVE.test(plainNames(unpacked.toString('latin1')));
  } catch {
    return true;
  }
}

/** Reads a scan from base64 and checks size, type and content; what it is called or claims to be does not count. */
export function readScan(
  base64: string,
): { readonly ok: true; readonly scan: Scan } | { readonly ok: false; readonly error: FieldError } {
  const refuse = (zh: string, en: string) => ({ ok: false as const, error: fieldError('scan', zh, en) });
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0)
    return refuse('扫描件须为标准的 base64', 'The scan is standard base64');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > LARGEST_SCAN) return refuse('扫描件最大 5 MB', 'A scan has at most 5 MB');
  const type = bytes.length < SMALLEST ? undefined : typeOf(bytes);
  if (type === undefined) return refuse('扫描件须为完整的 PNG、JPEG 或 PDF', 'A scan is a whole PNG, JPEG or PDF');
  if (type === 'application/pdf' && isActive(bytes))
    return refuse('PDF 含有脚本或附件，不予接收', 'The PDF holds scripts or attachments');
  return { ok: true, scan: { type, hash: createHash('sha256').update(bytes).digest('hex'), bytes } };
}
