import { createHash } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pki from 'pkijs';
import { verifySm2 } from './sm2-signature.ts';

/** SM3, GM/T 0006. */
export const SM3 = '1.2.156.10197.1.401';
/** SM2 with SM3; and SM2 as GM/T 0010 names it in messages. */
const SM2 = new Set(['1.2.156.10197.1.501', '1.2.156.10197.1.301.1']);
const SM2_CURVE = '1.2.156.10197.1.301';
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';

type Bytes = ArrayBuffer | ArrayBufferView<ArrayBuffer>;
type Named = { name: string };

const buffer = (bytes: Bytes) =>
  ArrayBuffer.isView(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : Buffer.from(bytes);

/** WebCrypto, and the two algorithms of China's that it lacks. */
class TokenCrypto extends pki.CryptoEngine {
  override getAlgorithmByOID<T extends Named = Named>(oid: string, safety?: boolean, target?: string): T {
    return oid === SM3 ? ({ name: 'SM3' } as T) : (super.getAlgorithmByOID(oid, safety ?? false, target) as T);
  }

  override getOIDByAlgorithm(algorithm: Named, safety?: boolean, target?: string): string {
    return algorithm.name === 'SM3' ? SM3 : super.getOIDByAlgorithm(algorithm, safety, target);
  }

  override async digest(algorithm: string | Named, data: Bytes): Promise<ArrayBuffer> {
    const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
    if (name !== 'SM3') return super.digest(algorithm, data);
    return new Uint8Array(createHash('sm3').update(buffer(data)).digest()).buffer;
  }

  override async verifyWithPublicKey(
    data: Bytes,
    signature: asn1.BitString | asn1.OctetString,
    key: pki.PublicKeyInfo,
    algorithm: pki.AlgorithmIdentifier,
    hash?: string,
  ): Promise<boolean> {
    if (!SM2.has(algorithm.algorithmId)) return super.verifyWithPublicKey(data, signature, key, algorithm, hash);
    const curve: unknown = key.algorithm.algorithmParams;
    const named = curve instanceof asn1.ObjectIdentifier ? curve.valueBlock.toString() : '';
    if (key.algorithm.algorithmId !== EC_PUBLIC_KEY || named !== SM2_CURVE) return false;
    return verifySm2(key.subjectPublicKey.valueBlock.valueHexView, buffer(data), signature.valueBlock.valueHexView);
  }
}

/** What signatures and hashes of tokens, certificates and what is said of their revocation are checked with. */
export const tokenCrypto: pki.CryptoEngine = new TokenCrypto({ name: 'zhinuo-tokens', crypto: globalThis.crypto });
