import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyConsistency } from '../../src/contexts/evidence/index.ts';
import { verifyNote } from './verify-note.ts';

/** A witness for tests on this machine alone: it speaks C2SP tlog-witness, checks signatures and consistency, and proves nothing to anybody. */
export interface LocalWitness {
  readonly url: string;
  /** Its verifier key. */
  readonly key: string;
  /** What it has cosigned last, by origin. */
  readonly seen: Map<string, { readonly size: number; readonly root: Buffer }>;
  /** The statuses that it has answered, in order. */
  readonly answered: number[];
  /** Changes what it answers with 200. */
  answerWith(change: ((lines: string) => string) | undefined): void;
  close(): Promise<void>;
}

function keyId(name: string, type: number, publicKey: Buffer): Buffer {
  return createHash('sha256').update(`${name}\n`).update(Buffer.of(type)).update(publicKey).digest().subarray(0, 4);
}

/** Starts one that trusts the log of these C2SP verifier keys. */
export async function startLocalWitness(
  name: string,
  trusted: () => readonly string[],
  now: () => Date,
): Promise<LocalWitness> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const seen: LocalWitness['seen'] = new Map();
  const answered: number[] = [];
  let change: ((lines: string) => string) | undefined;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const path = request.method === 'POST' && request.url === '/w/add-checkpoint';
      const answer = path ? addCheckpoint(Buffer.concat(parts).toString('utf8')) : { status: 405, body: '' };
      answered.push(answer.status);
      const type = answer.status === 409 ? 'text/x.tlog.size' : 'text/plain';
      response.writeHead(answer.status, { 'content-type': type }).end(answer.body);
    });
  });

  function addCheckpoint(body: string): { status: number; body: string } {
    const at = body.indexOf('\n\n');
    const [old = '', ...lines] = body.slice(0, at).split('\n');
    const note = body.slice(at + 2);
    const [origin = '', sizeText = '', rootText = ''] = note.split('\n');
    const keys = trusted().filter((key) => key.split('+', 1)[0] === origin);
    const oldSize = Number(/^old (0|[1-9]\d*)$/.exec(old)?.[1] ?? Number.NaN);
    const size = Number(sizeText);
    const root = Buffer.from(rootText, 'base64');
    if (Number.isNaN(oldSize) || lines.length > 63) return { status: 400, body: '' };
    if (keys.length === 0) return { status: 404, body: '' };
    if (!keys.some((key) => verifyNote(note, key))) return { status: 403, body: '' };
    if (oldSize > size) return { status: 400, body: '' };
    const known = seen.get(origin);
    if (oldSize !== (known?.size ?? 0)) return { status: 409, body: `${known?.size ?? 0}\n` };
    if (known?.size === size && !known.root.equals(root)) return { status: 409, body: `${size}\n` };
    const proof = lines.map((line) => Buffer.from(line, 'base64'));
    const claim = { from: BigInt(oldSize), to: BigInt(size), oldRoot: known?.root ?? root, newRoot: root, proof };
    const extended = oldSize === 0 ? proof.length === 0 : verifyConsistency(claim);
    if (!extended) return { status: 422, body: '' };
    seen.set(origin, { size, root });
    const signed = cosign(name, privateKey, raw, note, now());
    return { status: 200, body: change?.(signed) ?? signed };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const encoded = Buffer.concat([Buffer.of(4), raw]).toString('base64');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/w`,
    key: `${name}+${keyId(name, 4, raw).toString('hex')}+${encoded}`,
    seen,
    answered,
    answerWith: (next) => {
      change = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function cosign(name: string, key: KeyObject, raw: Buffer, note: string, now: Date): string {
  const seconds = BigInt(Math.floor(now.getTime() / 1000));
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(seconds);
  const body = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${body}`), key);
  return `— ${name} ${Buffer.concat([keyId(name, 4, raw), time, signature]).toString('base64')}\n`;
}
