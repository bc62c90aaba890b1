import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { Client } from 'pg';

/** The test PostgreSQL on a port of the loopback, as a warehouse is reached: plain, or with TLS under a certificate of its own for `localhost`. */
export interface WarehouseDoor {
  readonly port: number;
  /** The certificate, in PEM; undefined where it is plain. */
  readonly ca: string | undefined;
  readonly database: string;
  readonly user: string;
  /** Connections that came. */
  readonly opened: () => number;
  close(): Promise<void>;
}

const SSL_REQUEST = 80_877_103;

/** Opens one to the database of a URL. */
export async function openWarehouseDoor(url: string, options: { readonly tls?: boolean } = {}): Promise<WarehouseDoor> {
  const { host, port, user = '', database = '' } = new Client({ connectionString: url });
  const reach = () => (host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host));
  const secure = options.tls === true ? certificate() : undefined;
  const open = new Set<Socket>();
  let opened = 0;
  const server: Server = createServer((client) => {
    opened += 1;
    open.add(client);
    client.on('error', () => undefined);
    client.once('data', (first) => {
      const asksTls = first.length === 8 && first.readInt32BE(4) === SSL_REQUEST;
      const onward = reach();
      onward.on('error', () => client.destroy());
      client.on('close', () => onward.destroy());
      if (!asksTls) {
        onward.write(first);
        client.pipe(onward).pipe(client);
        return;
      }
      if (secure === undefined) {
        client.write('N');
        client.pipe(onward).pipe(client);
        return;
      }
      client.write('S');
      const inside = new TLSSocket(client, { isServer: true, key: secure.key, cert: secure.cert });
      inside.on('error', () => client.destroy());
      inside.pipe(onward).pipe(inside);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    ca: secure?.cert,
    database,
    user,
    opened: () => opened,
    async close() {
      for (const each of open) each.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function certificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'zhinuo-warehouse-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '36500', '-keyout', key, '-out', cert];
    const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync('openssl', [...made, ...named], { stdio: ['ignore', 'pipe', 'pipe'] });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
