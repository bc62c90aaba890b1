import { crc32, deflateSync } from 'node:zlib';
import { encodeQR } from 'qr';

/** Modules of white around the code (ISO/IEC 18004, quiet zone). */
const BORDER = 4;
/** Pixels of a module of the PNG: sharp when it is printed. */
const SCALE = 16;

// A quarter may be torn or printed over.
const OPTIONS = { ecc: 'quartile', border: BORDER } as const;

/** The QR code of an address as an SVG document. */
export function qrSvg(text: string): string {
  return encodeQR(text, 'svg', OPTIONS);
}

/** The QR code of an address as a PNG (RFC 2083), one bit a pixel. */
export function qrPng(text: string): Buffer {
  const modules = encodeQR(text, 'raw', OPTIONS);
  const size = modules.length * SCALE;
  const rowLength = Math.ceil(size / 8);
  const rows = modules.flatMap((row) => {
    const line = Buffer.alloc(1 + rowLength, 0);
    for (const [x, dark] of row.entries())
      for (let pixel = x * SCALE; !dark && pixel < (x + 1) * SCALE; pixel += 1) {
        const at = 1 + (pixel >> 3);
        line[at] = (line[at] ?? 0) | (0x80 >> (pixel & 7));
      }
    return Array.from({ length: SCALE }, () => line);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // One bit of grey, no filter, no interlace.
  header[8] = 1;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
