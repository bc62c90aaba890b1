import { type KeyObject, sign } from 'node:crypto';
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { SigningSlots } from './signing-slots.ts';

const { memory, keys: port } = workerData as { readonly memory: SharedArrayBuffer; readonly keys: MessagePort };
const keys: KeyObject[] = [];

// A key is sent before the first request that names it, so it is there by then.
function keyOf(number: number): KeyObject {
  while (keys[number] === undefined) {
    const received = receiveMessageOnPort(port) as { readonly message: KeyObject } | undefined;
    if (received === undefined) throw new Error('a request under a key that was not sent');
    keys.push(received.message);
  }
  return keys[number] as KeyObject;
}

new SigningSlots(memory).serve((key, message) => sign(null, message, keyOf(key)));
