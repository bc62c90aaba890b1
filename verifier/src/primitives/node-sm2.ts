/** Whether an SM2 signature holds, as `sm2.ts` says; loaded when first wanted: most bundles have no stamp of SM2. */
export const sm2Holds = async (key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> =>
  (await import('../sm2.ts')).sm2Holds(key, message, signature);
