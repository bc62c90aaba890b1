import { Failure } from '../../platform/failure.ts';

/** 404: no receipt has this id. */
export function unknownReceipt(): Failure {
  return new Failure('evidence.unknown-receipt', 'not-found', { zh: '没有这个凭证', en: 'There is no such receipt' });
}

/** 404: the act's opening was destroyed; the entry stays in the log and says no more. */
export function openingDestroyed(): Failure {
  return new Failure('evidence.opening-destroyed', 'not-found', {
    zh: '该凭证的内容已按期销毁，日志中只留下无法还原的条目',
    en: 'What this receipt shows was destroyed on schedule; only an entry that reveals nothing is left',
  });
}

/** 404: the place lies beyond the log's latest checkpoint. */
export function beyondLog(): Failure {
  return new Failure('evidence.beyond-log', 'not-found', {
    zh: '超出日志当前的大小',
    en: 'This lies beyond the current size of the log',
  });
}

/** 404: no tile has this path, or it is not full yet. */
export function unknownTile(): Failure {
  return new Failure('evidence.unknown-tile', 'not-found', { zh: '没有这个日志分块', en: 'There is no such tile' });
}

/** 400: a proof was asked for numbers that make no sense together. */
export function badRange(): Failure {
  return new Failure('evidence.bad-range', 'malformed', {
    zh: '证明的范围不成立：须满足 0 ≤ index < size，或 1 ≤ from ≤ to',
    en: 'No proof can have this range: 0 <= index < size, or 1 <= from <= to',
  });
}

/** 409: no epoch has been made yet, so nothing can be proven complete. */
export function noEpoch(): Failure {
  return new Failure('evidence.no-epoch', 'conflict', {
    zh: '尚未生成任何纪元，无法证明完整性',
    en: 'No epoch has been made yet, so completeness cannot be proven',
  });
}

/** The file of roots of time-stamping authorities holds no certificate, or a damaged one. */
export function badTsaRoots(): Failure {
  return new Failure('evidence.bad-tsa-roots', 'refused', {
    zh: '时间戳机构的根证书文件无法识别：应为一个或多个 PEM 证书，请检查 ZHINUO_TSA_ROOTS',
    en: 'The file of roots of time-stamping authorities holds no usable certificate in PEM. Check ZHINUO_TSA_ROOTS',
  });
}

/** A line of the file of revocation addresses is not `ocsp` or `crl`, a space and an address. */
export function badRevocationAddress(): Failure {
  return new Failure('evidence.bad-revocation-address', 'refused', {
    zh: '吊销查询地址文件无法识别：每行应为 ocsp 或 crl、空格、网址，请检查 ZHINUO_TSA_REVOCATION',
    en: 'The file of revocation addresses is not understood: ocsp or crl, a space and an address a line. Check ZHINUO_TSA_REVOCATION',
  });
}

/** A line of the file of witnesses is not "verifier key, space, address", or a name occurs twice. */
export function badWitness(): Failure {
  return new Failure('evidence.bad-witness', 'refused', {
    zh: '见证方文件无法识别：每行应为 C2SP 验证密钥（类型 0x04）、空格、网址，名称不可重复，请检查 ZHINUO_WITNESSES',
    en: 'The file of witnesses is not understood: a C2SP verifier key (type 0x04), a space and an address a line, no name twice. Check ZHINUO_WITNESSES',
  });
}

/** 409: no copy of the log is in conflict with the database. */
export function notSetBack(): Failure {
  return new Failure('evidence.not-set-back', 'conflict', {
    zh: '没有与数据库冲突的日志副本',
    en: 'No copy of the log is in conflict with the database',
  });
}

/** 403: the person was erased; what the receipt shows is kept for a defence alone until its term ends. */
export function openingWithheld(): Failure {
  return new Failure('evidence.opening-withheld', 'forbidden', {
    zh: '该个人的信息已删除；凭证内容仅为应诉留存，不得查阅',
    en: 'This person was erased; what the receipt shows is kept for a defence in court alone',
  });
}

/** 409: acts about an erased person are not recorded under their name, and no new chain begins. */
export function personErased(): Failure {
  return new Failure('evidence.person-erased', 'conflict', {
    zh: '该个人的信息已删除，不再为其记录',
    en: 'This person was erased; nothing more is recorded about them',
  });
}

/** 404: nothing is kept for a defence, because the person was not erased. */
export function neverErased(): Failure {
  return new Failure('evidence.never-erased', 'not-found', {
    zh: '没有此人的删除记录',
    en: 'There is no erasure of such a person',
  });
}

/** 409: the log's current signing key is not in this server's key directory, so it can't hand over to another. */
export function signingKeyMissing(): Failure {
  return new Failure('evidence.signing-key-missing', 'conflict', {
    zh: '本机密钥目录中没有日志当前的签名密钥，请先从密钥备份恢复',
    en: "The log's current signing key is not in the key directory of this server. Restore it from the backup of the keys first",
  });
}

/** 409: a copy of the log shows more than the database, or something else; nothing is merged or signed until somebody decides. */
export function logHalted(): Failure {
  return new Failure('evidence.log-halted', 'conflict', {
    zh: '日志已停止签署：库外副本与数据库不一致。请先处理“日志被回退”',
    en: 'The log signs nothing: its copy outside is not what the database holds. Decide about the set-back first',
  });
}

/** 409: thousands of entries of a bundle are not in the log yet; the log is halted or far behind. */
export function notMerged(): Failure {
  return new Failure('evidence.not-merged', 'conflict', {
    zh: '证据包里有数千条记录尚未并入日志，请待日志恢复并入后再试',
    en: 'Thousands of entries of this bundle are not in the log yet. Try again once the log has taken them in',
  });
}
