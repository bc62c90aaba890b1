import type { CustomersDeps } from '../../customers-deps.ts';

const LABEL = 'customers.warehouse-secret';

/** A password sealed under the service ring, bound to its warehouse. */
export function sealPassword(deps: Pick<CustomersDeps, 'service'>, code: string, password: string): Buffer {
  return deps.service.sealSmall(LABEL, Buffer.from(JSON.stringify({ code, password })));
}

/** The password of a warehouse. */
export function openPassword(deps: Pick<CustomersDeps, 'service'>, code: string, sealed: Buffer): string {
  const opened = deps.service.unsealSmall(LABEL, sealed);
  const read =
    opened === undefined ? {} : (JSON.parse(opened.toString('utf8')) as { code?: string; password?: string });
  if (read.code !== code || read.password === undefined) throw new Error('the secret of a warehouse does not open');
  return read.password;
}
