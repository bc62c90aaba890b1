type Variable = 'ZHINUO_TRUSTED_PROXIES' | 'ZHINUO_OUTBOX_HOSTS';

/** The parts of a setting that commas divide, without blanks and empty ones. */
export function readList(text: string | undefined): readonly string[] {
  const parts = (text ?? '').split(',').map((each) => each.trim());
  return Object.freeze(parts.filter((each) => each !== ''));
}

/** Reads ZHINUO_OUTBOX_HOSTS: hosts with their ports, as an address has them; none unless told. */
export function readHosts(
  text: string | undefined,
  problems: { complain(variable: Variable, zh: string, en: string): unknown },
): readonly string[] {
  const hosts = readList(text);
  const bad = hosts.some((host) => !URL.canParse(`http://${host}`) || new URL(`http://${host}`).host !== host);
  if (bad)
    problems.complain(
      'ZHINUO_OUTBOX_HOSTS',
      '须为以逗号分隔的主机名，可带端口',
      'must be host names, with ports where needed, with commas between them',
    );
  return hosts;
}
