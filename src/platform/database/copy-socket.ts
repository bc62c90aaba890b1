import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';

/** Bytes at the start of the buffer that hold no data: whoever takes a message may use them for its own work. */
export const HEAD_ROOM = 4096;
/** Takes one message of a COPY: `bytes` from `from` up to, not including, `to`. They are overwritten afterwards. */
export type TakeMessage = (bytes: Buffer, from: number, to: number) => void;

const SIZE = 1024 * 1024;
/** Less than this is not worth a read. */
const LEAST_ROOM = 128 * 1024;
const COPY_DATA = 'd'.charCodeAt(0);
/** The code and the length that includes itself (PostgreSQL's protocol, "Message Formats"). */
const MESSAGE_HEAD = 5;

/**
 * A socket for a connection that reads much: what arrives is received into one buffer that stays, and while somebody takes the data of a COPY, they get
 * each message there, uncopied. A new buffer for each read, as sockets do by themselves, costs several times what receiving costs. Everything else is
 * handed on to pg as ever.
 */
export class CopySocket extends Socket {
  #bytes = Buffer.allocUnsafeSlow(SIZE);
  #start = HEAD_ROOM;
  #end = HEAD_ROOM;
  #take: TakeMessage | undefined;

  constructor() {
    const options: SocketConstructorOpts & ConnectOpts = {
      onread: {
        buffer: () => this.#room(),
        callback: (count) => {
          this.#received(count);
          return true;
        },
      },
    };
    super(options);
  }

  /** From now on `take` gets the data of COPY; pg does again with `undefined`. Called where no message is under way. */
  give(take: TakeMessage | undefined): void {
    this.#take = take;
  }

  #room(): Buffer {
    if (this.#start === this.#end) {
      this.#start = HEAD_ROOM;
      this.#end = HEAD_ROOM;
    }
    if (this.#bytes.length - this.#end < LEAST_ROOM) {
      const held = this.#end - this.#start;
      const larger = HEAD_ROOM + held + LEAST_ROOM > this.#bytes.length;
      const into = larger ? Buffer.allocUnsafeSlow(2 * this.#bytes.length) : this.#bytes;
      this.#bytes.copy(into, HEAD_ROOM, this.#start, this.#end);
      this.#bytes = into;
      this.#start = HEAD_ROOM;
      this.#end = HEAD_ROOM + held;
    }
    return this.#bytes.subarray(this.#end);
  }

  #received(count: number): void {
    this.#end += count;
    while (this.#take !== undefined && this.#end - this.#start >= MESSAGE_HEAD) {
      const end = this.#start + 1 + this.#bytes.readUInt32BE(this.#start + 1);
      if (end > this.#end) return;
      const start = this.#start;
      this.#start = end;
      if (this.#bytes[start] === COPY_DATA) this.#take(this.#bytes, start + MESSAGE_HEAD, end);
      else this.#handOn(start, end);
    }
    // Less than a message's head waits for the rest of it.
    if (this.#take !== undefined) return;
    const start = this.#start;
    this.#start = this.#end;
    this.#handOn(start, this.#end);
  }

  // pg keeps views of what it is given.
  #handOn(start: number, end: number): void {
    if (end > start) this.emit('data', Buffer.from(this.#bytes.subarray(start, end)));
  }
}
