type Variable = 'ZHINUO_OUTBOX_HOSTS' | 'ZHINUO_WAREHOUSE_HOSTS';

/** Where the server may call because the operator says so, word for word. */
export interface OutgoingHosts {
  /** Hosts outside that may be told of withdrawals, corrections and erasures. */
  readonly outboxHosts: readonly string[];
  /** Hosts, each with its port, from which rows of warehouses may be pulled. */
  readonly warehouseHosts: readonly string[];
}

/** The parts of a setting that commas divide, without blanks and empty ones. */
export function readList(text: string | undefined): readonly string[] {
  const parts = (text ?? '').split(',').map((each) => each.trim());
  return Object.freeze(parts.filter((each) => each !== ''));
}

/** Reads ZHINUO_OUTBOX_HOSTS and ZHINUO_WAREHOUSE_HOSTS: hosts with their ports, as an address has them; none unless told. */
export function readOutgoingHosts(reader: {
  text(variable: Variable): string | undefined;
  complain(variable: Variable, zh: string, en: string): unknown;
}): OutgoingHosts {
  const read = (variable: Variable) => {
    const hosts = readList(reader.text(variable));
    const bad = hosts.some((host) => !URL.canParse(`http://${host}`) || new URL(`http://${host}`).host !== host);
    if (bad)
      reader.complain(
        variable,
        '须为以逗号分隔的主机名，可带端口',
        'must be host names, with ports where needed, with commas between them',
      );
    return hosts;
  };
  return { outboxHosts: read('ZHINUO_OUTBOX_HOSTS'), warehouseHosts: read('ZHINUO_WAREHOUSE_HOSTS') };
}
