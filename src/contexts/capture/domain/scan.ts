import { createHash } from 'node:crypto';
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
  if (type === 'application/pdf' && ACTIVE.test(bytes.toString('latin1')))
    return refuse('PDF 含有脚本或附件，不予接收', 'The PDF holds scripts or attachments');
  return { ok: true, scan: { type, hash: createHash('sha256').update(bytes).digest('hex'), bytes } };
}
