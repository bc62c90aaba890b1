import { Failure } from '../failure.ts';

/** The root key is not in memory: nothing of the vault ring can be used until it is unsealed. */
export function sealedFailure(): Failure {
  return new Failure('keyring.sealed', 'sealed', {
    zh: '保险箱处于封存状态：请管理员先用根密钥或口令解封。',
    en: 'The vault is sealed: an administrator has to unseal it with the root key or the passphrase first.',
  });
}

/** The root key offered is not the one that this key directory was made with. */
export function wrongRootKey(): Failure {
  return new Failure('keyring.wrong-root-key', 'forbidden', {
    zh: '根密钥不正确：它不属于这个密钥目录。',
    en: 'The root key is wrong: it does not belong to this key directory.',
  });
}

/** The passphrase does not open the sealed root key (or that file was changed). */
export function wrongPassphrase(): Failure {
  return new Failure('keyring.wrong-passphrase', 'forbidden', {
    zh: '口令不正确，或封存的根密钥文件已被改动。',
    en: 'The passphrase is wrong, or the sealed root key file was changed.',
  });
}

/** A passphrase that is too short to protect the root key. */
export function weakPassphrase(least: number): Failure {
  return new Failure('keyring.weak-passphrase', 'refused', {
    zh: `口令太短：至少需要 ${least} 个字符。`,
    en: `The passphrase is too short: it needs at least ${least} characters.`,
  });
}

/** There is no sealed root key to open. */
export function noSealedRoot(): Failure {
  return new Failure('keyring.no-sealed-root', 'not-found', {
    zh: '密钥目录中没有用口令封存的根密钥。',
    en: 'The key directory holds no root key sealed with a passphrase.',
  });
}

/** Writing would replace a sealed root key with another one, and what the old one protects could never be opened again. */
export function sealedRootExists(): Failure {
  return new Failure('keyring.sealed-root-exists', 'conflict', {
    zh: '密钥目录中已有封存的根密钥，不能用另一把密钥覆盖它。',
    en: 'The key directory already holds a sealed root key; another key may not replace it.',
  });
}

/** A root key that is not 32 bytes (64 hexadecimal digits in a file). */
export function malformedRootKey(): Failure {
  return new Failure('keyring.malformed-root-key', 'malformed', {
    zh: '根密钥必须是 64 位十六进制数字（32 字节）。',
    en: 'A root key is 64 hexadecimal digits (32 bytes).',
  });
}

/** A key file is unreadable, has an unknown version or does not open; `file` is relative to the key directory. */
export function damagedKeyFile(file: string): Failure {
  return new Failure('keyring.damaged-file', 'conflict', {
    zh: `密钥文件 ${file} 已损坏、被改动，或来自更新的版本。请从密钥备份恢复它。`,
    en: `The key file ${file} is damaged, was changed, or comes from a newer version. Restore it from the backup of the keys.`,
  });
}

/** Files that belong to this ring are gone; making new ones in their place would hide that. */
export function missingKeyFile(file: string): Failure {
  return new Failure('keyring.missing-file', 'conflict', {
    zh: `缺少密钥文件 ${file}。请从密钥备份恢复它。`,
    en: `The key file ${file} is missing. Restore it from the backup of the keys.`,
  });
}

/** Other accounts of the machine can read a key file or the key directory. */
export function tooOpen(file: string): Failure {
  return new Failure('keyring.too-open', 'conflict', {
    zh: `密钥 ${file} 可被其他账号读取。请把目录权限设为 0700、文件权限设为 0600。`,
    en: `Other accounts can read ${file}. Set mode 0700 on the key directory and 0600 on its files.`,
  });
}

/** The key is the current one, or opens something still: destroying it would lose what it protects. */
export function keyInUse(): Failure {
  return new Failure('keyring.in-use', 'conflict', {
    zh: '该密钥仍在使用，不能销毁。',
    en: 'This key is still needed and is not destroyed.',
  });
}

/** The key management service does not open the root key: another key, another deployment, or it was changed. */
export function kmsRefused(): Failure {
  return new Failure('keyring.kms-refused', 'forbidden', {
    zh: '密钥管理服务（KMS）无法解开根密钥：密钥不对，或文件已被改动。',
    en: 'The key management service does not open the root key: it is another key, or the file was changed.',
  });
}

/** Another process has replaced the root key since this one was unsealed: it opens everything still, and writes no key file. */
export function rootReplaced(): Failure {
  return new Failure('keyring.root-replaced', 'conflict', {
    zh: '根密钥已由另一个进程更换，请用新的根密钥重新解封本进程。',
    en: 'Another process has replaced the root key; unseal this one again with the new one.',
  });
}
