import { randomBytes, timingSafeEqual } from 'node:crypto';

/** A link of this process that the operator reads from its output; it closes when it has done its work, and with the process. */
export class OneTimeDoor {
  readonly token = randomBytes(32).toString('base64url');
  #open = true;

  /** Whether `token` opens the door now. */
  admits(token: string): boolean {
    const given = Buffer.from(token);
    const ours = Buffer.from(this.token);
    return this.#open && given.length === ours.length && timingSafeEqual(given, ours);
  }

  close(): void {
    this.#open = false;
  }
}
