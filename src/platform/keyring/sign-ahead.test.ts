import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../../test/support/built-server.ts';
import { until } from '../../../test/support/until.ts';
import { signAhead as signHere } from './sign-ahead.ts';
import { MOST_BYTES, SigningSlots } from './signing-slots.ts';

const keyPair = () => generateKeyPairSync('ed25519').privateKey;
const own = (key: KeyObject, message: string) => sign(null, Buffer.from(message, 'latin1'), key);

describe('slots that two threads share', () => {
  it('give a signature to the request it was made for, and to no other', () => {
    const slots = new SigningSlots();
    expect(slots.ask(0, 'one')).toBe(1);
    expect(slots.ask(0, 'x'.repeat(MOST_BYTES + 1))).toBeUndefined();
    expect(slots.ask(1, 'two')).toBe(2);
    expect(slots.signatureOf(1)).toBeUndefined();
    const signed: string[] = [];
    const enough = new Error('enough');
    const serve = () =>
      new SigningSlots(slots.memory).serve((key, message) => {
        if (signed.length === 2) throw enough;
        signed.push(`${key} ${Buffer.from(message).toString('latin1')}`);
        return Buffer.alloc(64, signed.length);
      });
    expect(slots.ask(0, 'three')).toBe(3);
    expect(serve).toThrow(enough);
    expect(signed).toEqual(['0 one', '1 two']);
    expect([1, 2, 3, 4].map((number) => slots.signatureOf(number)?.[0])).toEqual([1, 2, undefined, undefined]);
  });

  it('are refused when all are taken, and taken again once they are served', () => {
    const slots = new SigningSlots();
    let asked = 0;
    while (slots.ask(0, 'again') !== undefined) asked += 1;
    expect(asked).toBeGreaterThan(100);
    let served = 0;
    const enough = new Error('enough');
    const serve = () =>
      new SigningSlots(slots.memory).serve(() => {
        if (served === 2) throw enough;
        served += 1;
        return Buffer.alloc(64, served);
      });
    expect(serve).toThrow(enough);
    const [first] = [slots.ask(0, 'more'), slots.ask(0, 'more')];
    expect(first).toBe(asked + 1);
    expect(slots.ask(0, 'more')).toBeUndefined();
    // The slot of the first request is another's now.
    expect(slots.signatureOf(1)).toBeUndefined();
  });
});

describe('the built thread', () => {
  let built: typeof import('./sign-ahead.ts');
  beforeAll(async () => {
    ensureBuilt();
    const script = new URL('../../../dist/src/platform/keyring/sign-ahead.js', import.meta.url);
    built = (await import(/* @vite-ignore */ fileURLToPath(script))) as typeof import('./sign-ahead.ts');
  });

  it('signs as the key itself does, under each key, whoever comes to it first', async () => {
    const keys = [keyPair(), keyPair()];
    const asked = Array.from({ length: 3000 }, (_, at) => {
      const key = keys[at % 2] as KeyObject;
      const message = at % 7 === 0 ? `${at}`.padEnd(MOST_BYTES + 1) : `message ${at}`;
      return { key, message, signature: built.signAhead(key, message) };
    });
    for (const { key, message, signature } of asked) expect(signature().equals(own(key, message))).toBe(true);
    // Read at once, each was signed by whoever came first; read late, by the thread.
    const slots = new SigningSlots();
    const { Worker, MessageChannel } = await import('node:worker_threads');
    const { port1, port2 } = new MessageChannel();
    const thread = new Worker(new URL('../../../dist/src/platform/keyring/signing-thread.js', import.meta.url), {
      workerData: { memory: slots.memory, keys: port2 },
      transferList: [port2],
    });
    const [key] = keys as [KeyObject];
    port1.postMessage(key);
    const ticket = slots.ask(0, 'late') as number;
    const signature = await until(async () => slots.signatureOf(ticket));
    expect(signature.equals(own(key, 'late'))).toBe(true);
    await thread.terminate();
    port1.close();
  });

  it('is not there where the sources are run, and whoever asks signs themselves', () => {
    const key = keyPair();
    expect(signHere(key, 'here')().equals(own(key, 'here'))).toBe(true);
  });
});
