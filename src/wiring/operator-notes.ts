import type { Config } from '../config.ts';
import type { Bilingual } from '../platform/failure.ts';
import type { Stores } from './open-stores.ts';
import type { SetUpDoors } from './set-up-pages.ts';
import type { Contexts } from './wire-contexts.ts';

/** One thing that the operator should read; may hold a one-time link, so it goes to the process's own output and not into the log. */
export interface OperatorNote extends Bilingual {
  readonly kind: 'address' | 'set-up' | 'unseal' | 'root-key-missing';
  readonly url?: string;
}

/** What the operator is told after a start: where the product is, and what it still needs from them. */
export async function operatorNotes(
  config: Config,
  { database, keyring }: Stores,
  { access }: Contexts,
  doors: SetUpDoors,
  parts: { readonly server: boolean },
): Promise<OperatorNote[]> {
  const notes: OperatorNote[] = [];
  const at = (path: string) => config.publicUrl + path;
  if (parts.server)
    notes.push({
      kind: 'address',
      url: at('/console'),
      zh: `控制台：${at('/console')}`,
      en: `Console: ${at('/console')}`,
    });
  const staffed = await database.transaction((tx) => access.hasStaff(tx), { readOnly: true });
  const [sealed, fresh, hasFile] = [keyring.vault.isSealed(), keyring.vault.isNew(), keyring.hasSealedRoot()];
  if (parts.server && sealed && hasFile) {
    const url = at(doors.unsealPath);
    notes.push({
      kind: 'unseal',
      url,
      zh: `保险箱已封存。打开一次性链接并输入根密钥口令（无需登录）：${url}`,
      en: `The vault is sealed. Open this one-time link and enter the passphrase of the root key (no login needed): ${url}`,
    });
  } else if (sealed && !(fresh && parts.server)) {
    notes.push({
      kind: 'root-key-missing',
      zh: '保险箱已封存：请设置 ZHINUO_ROOT_KEY_FILE 后重新启动。',
      en: 'The vault is sealed: set ZHINUO_ROOT_KEY_FILE and start again.',
    });
  }
  if (parts.server && !staffed) {
    const url = at(doors.setUpPath);
    notes.push({
      kind: 'set-up',
      url,
      zh: `首次启动。打开一次性链接完成设置${fresh && !hasFile ? '（根密钥口令与第一位管理员）' : '（第一位管理员）'}：${url}`,
      en: `First start. Open this one-time link to set up ${fresh && !hasFile ? 'the root key and ' : ''}the first administrator: ${url}`,
    });
  }
  return notes;
}
