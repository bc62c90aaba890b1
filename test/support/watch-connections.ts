import dns from 'node:dns';
import net from 'node:net';

/** Where this process opened connections to, and which names it asked for. */
export interface ConnectionWatch {
  /** "host:port", or the path of a unix socket, each once. */
  targets(): string[];
  stop(): void;
}

/** Watches every connection that this process opens (TCP, TLS, HTTP clients and `fetch` all end in `net.Socket.connect`) and every name it looks up. */
export function watchConnections(): ConnectionWatch {
  const seen = new Set<string>();
  const connect = net.Socket.prototype.connect;
  const lookup = dns.lookup;
  // Put in by hand: the runner takes its own spies back before every test.
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    seen.add(targetOf(args));
    return Reflect.apply(connect, this, args) as net.Socket;
  } as typeof connect;
  dns.lookup = ((host: string, ...rest: unknown[]) => {
    seen.add(`name ${host}`);
    return Reflect.apply(lookup, dns, [host, ...rest]) as unknown;
  }) as typeof dns.lookup;
  return {
    targets: () => [...seen].sort(),
    stop() {
      net.Socket.prototype.connect = connect;
      dns.lookup = lookup;
    },
  };
}

// `connect(port, host)`, `connect(path)`, `connect(options)`; inside node:net the arguments come as one normalised array.
function targetOf(args: readonly unknown[]): string {
  const first = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
  if (typeof first === 'object' && first !== null) {
    const { path, host, port } = first as { path?: string | null; host?: string; port?: number | string };
    return typeof path === 'string' ? path : `${host ?? 'localhost'}:${port}`;
  }
  return typeof first === 'number' ? `${String(args[1] ?? 'localhost')}:${first}` : String(first);
}
