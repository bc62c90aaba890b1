import { createServer, type Server, Socket } from 'node:net';
import { join } from 'node:path';

/** A network between a server and PostgreSQL that can be cut without either side being told. */
export interface SilentProxy {
  /** The database's URL through the proxy. */
  readonly url: string;
  /** From now on nothing passes, in either direction, on old connections and new ones. */
  cut(): void;
  /** What was held back arrives after all, as TCP sends it again; or, with `lose`, every connection is found to be gone. */
  mend(lose?: boolean): void;
  close(): Promise<void>;
}

/** Puts a proxy on the loopback interface before the PostgreSQL of `databaseUrl` (a unix socket's or a host's). */
export async function startSilentProxy(databaseUrl: string): Promise<SilentProxy> {
  const to = new URL(databaseUrl);
  const host = to.searchParams.get('host') ?? to.hostname;
  const port = to.searchParams.get('port') ?? (to.port === '' ? '5432' : to.port);
  const target = host.startsWith('/') ? { path: join(host, `.s.PGSQL.${port}`) } : { host, port: Number(port) };
  const sockets = new Set<Socket>();
  let isCut = false;
  const server: Server = createServer((near) => {
    const far = new Socket().connect(target);
    pass(near, far);
    pass(far, near);
  });
  function pass(from: Socket, other: Socket): void {
    sockets.add(from);
    from.on('data', (bytes) => void other.write(bytes));
    from.on('error', () => from.destroy());
    from.on('close', () => {
      sockets.delete(from);
      // An end is no more to be seen through a cut than bytes are.
      if (!isCut) other.destroy();
    });
    if (isCut) from.pause();
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const user = to.searchParams.get('user') ?? to.username;
  return {
    url: `postgresql://${user === '' ? '' : `${user}@`}127.0.0.1:${address.port}${to.pathname}`,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.pause();
    },
    mend(lose = false) {
      isCut = false;
      for (const socket of sockets) lose ? socket.destroy() : socket.resume();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
