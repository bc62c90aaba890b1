import { type KeyObject, sign } from 'node:crypto';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { SigningSlots } from './signing-slots.ts';

/** A thread that signs with the keys that it was given. */
interface Signer {
  readonly slots: SigningSlots;
  readonly port: MessagePort;
  /** Numbers of the keys, in the order in which they were sent. */
  readonly keys: Map<KeyObject, number>;
}

// One for the process, however many rings it opens. Where the sources are run without having been compiled there is none.
let signer: Signer | undefined;
let started = !import.meta.url.endsWith('.js');

function theSigner(): Signer | undefined {
  if (started) return signer;
  started = true;
  const { port1, port2 } = new MessageChannel();
  const slots = new SigningSlots();
  const thread = new Worker(new URL('./signing-thread.js', import.meta.url), {
    workerData: { memory: slots.memory, keys: port2 },
    transferList: [port2],
  });
  const ended = () => {
    signer = undefined;
  };
  // Whoever asked it signs here instead.
  thread.on('error', ended).on('exit', ended).unref();
  port1.unref();
  signer = { slots, port: port1, keys: new Map() };
  return signer;
}

/**
 * Begins to sign an ASCII text (Ed25519, RFC 8032) on a thread of its own, so that the event loop has its hands free; what is answered gives the
 * signature, made here where the thread has not come to it. Ed25519 is deterministic, so it makes no difference who signs.
 */
export function signAhead(key: KeyObject, message: string): () => Buffer {
  const here = () => sign(null, Buffer.from(message, 'latin1'), key);
  const asked = theSigner();
  if (asked === undefined) return here;
  const known = asked.keys.get(key);
  const number = known ?? asked.keys.size;
  if (known === undefined) {
    asked.keys.set(key, number);
    asked.port.postMessage(key);
  }
  const ticket = asked.slots.ask(number, message);
  return ticket === undefined ? here : () => asked.slots.signatureOf(ticket) ?? here();
}
