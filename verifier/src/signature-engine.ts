import type { BitString, OctetString } from 'asn1js';
import type { AlgorithmIdentifier, CryptoEngine, PublicKeyInfo } from 'pkijs';
import { sm3 } from './hashing.ts';
// The page's build puts browser-asn1.ts and browser-sm2.ts in the place of these two files.
import { asn1 } from './primitives/node-asn1.ts';
import { sm2Holds } from './primitives/node-sm2.ts';

/** China's commercial algorithms, GM/T 0006. */
export const SM3 = '1.2.156.10197.1.401';
const SM2_CURVE = '1.2.156.10197.1.301';
/** SM2 with SM3; and what GM/T 0010 writes for the signature of a message, whose hash stands beside it. */
const SM2_SIGNATURES = ['1.2.156.10197.1.501', '1.2.156.10197.1.301.1'];
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';

/** `Algorithm` and `BufferSource` of WebCrypto, which are names of browsers alone. */
type Named = { name: string };
type Bytes = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

let made: CryptoEngine | undefined;

/** What the library checks hashes and signatures with: WebCrypto, and SM2 and SM3, which WebCrypto lacks. To be given to whatever of the library checks any. */
export function signatureEngine(): CryptoEngine {
  made ??= makeEngine();
  return made;
}

/** Whether an algorithm of a signature is SM2. */
export const isSm2 = (oid: string): boolean => SM2_SIGNATURES.includes(oid);

function makeEngine(): CryptoEngine {
  const { CryptoEngine: WithWebCrypto } = asn1().pkijs;
  class WithSm extends WithWebCrypto {
    override getAlgorithmByOID<T extends Named = Named>(oid: string, safety?: boolean, target?: string): T {
      if (oid === SM3) return { name: 'SM3' } as T;
      return super.getAlgorithmByOID(oid, safety ?? false, target) as T;
    }

    override getOIDByAlgorithm(algorithm: Named, safety?: boolean, target?: string): string {
      return algorithm.name === 'SM3' ? SM3 : super.getOIDByAlgorithm(algorithm, safety, target);
    }

    override async digest(algorithm: string | Named, data: Bytes): Promise<ArrayBuffer> {
      const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
      return name === 'SM3' ? new Uint8Array(sm3(bytesOf(data))).buffer : super.digest(algorithm, data);
    }

    override async verifyWithPublicKey(
      data: Bytes,
      signature: BitString | OctetString,
      key: PublicKeyInfo,
      algorithm: AlgorithmIdentifier,
      hash?: string,
    ): Promise<boolean> {
      if (!isSm2(algorithm.algorithmId)) return super.verifyWithPublicKey(data, signature, key, algorithm, hash);
      const point = sm2Point(key);
      if (point === undefined) return false;
      return sm2Holds(point, bytesOf(data), signature.valueBlock.valueHexView);
    }
  }
  return new WithSm({ name: 'zhinuo', crypto: globalThis.crypto });
}

function bytesOf(data: Bytes): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

/** The point of a key on the curve of SM2; undefined for a key of another kind or curve. */
function sm2Point({ algorithm, subjectPublicKey }: PublicKeyInfo): Uint8Array | undefined {
  const curve: unknown = algorithm.algorithmParams;
  if (algorithm.algorithmId !== EC_PUBLIC_KEY || !(curve instanceof asn1().asn1js.ObjectIdentifier)) return undefined;
  return curve.valueBlock.toString() === SM2_CURVE ? subjectPublicKey.valueBlock.valueHexView : undefined;
}
