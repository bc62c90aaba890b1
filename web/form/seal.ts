import * as hpke from 'hpke';
import { hostedFormText } from '../ui/i18n/hosted-form.ts';

// The suite and the layout of the sealed inbox, suite 1: suite (1) | generation (4, big-endian) | encapsulated secret (65) | ciphertext.
const suite = new hpke.CipherSuite(hpke.KEM_DHKEM_P256_HKDF_SHA256, hpke.KDF_HKDF_SHA256, hpke.AEAD_AES_256_GCM);
const SUITE = 1;

/** Seals what was typed to the public key that the page carries; that alone is sent. What stands in a frame keeps its session beside it. */
export async function seal(form: HTMLFormElement): Promise<Readonly<Record<string, string>>> {
  const { inbox = '', ring = '', generation = '', code = '' } = form.dataset;
  const body: Record<string, string> = {};
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && name !== 'session') body[name] = value;
  const id = newId();
  const options = {
    info: utf8(`zhinuo/v1/inbox|${ring}|${generation}`),
    aad: utf8(`capture.answer|${id}|${code}`),
  };
  const recipient = await suite.DeserializePublicKey(fromBase64url(inbox));
  const { encapsulatedSecret, ciphertext } = await suite.Seal(recipient, utf8(JSON.stringify(body)), options);
  const head = new Uint8Array(5);
  head[0] = SUITE;
  new DataView(head.buffer).setUint32(1, Number(generation));
  const sealed = new Blob([head, encapsulatedSecret as BlobPart, ciphertext as BlobPart]);
  const bytes = new Uint8Array(await sealed.arrayBuffer());
  const session = form.querySelector<HTMLInputElement>('input[name=session]')?.value;
  return { sealed: toBase64url(bytes), sealed_id: id, ...(session === undefined ? {} : { session }) };
}

const CHECKS = {
  mobile: /^(?:(?:\+|00)?86)?1[3-9]\d{9}$/,
  email: /^[^@]{1,64}@[^@]+\.[^@]{2,}$/,
} as const;

/** Says beside a field what looks wrong when it is left. Advice alone: nothing is held back, the server decides. */
export function advise(form: HTMLFormElement): void {
  for (const name of ['mobile', 'email'] as const) {
    const input = form.querySelector<HTMLInputElement>(`#${name}`);
    if (input == null) continue;
    input.addEventListener('change', () => show(input, name));
    // Left before this script was there: what the server has filled in is its own to judge.
    if (input !== document.activeElement && input.value !== input.defaultValue) show(input, name);
  }
}

function show(input: HTMLInputElement, name: keyof typeof CHECKS): void {
  const id = `${input.id}-advice`;
  document.getElementById(id)?.remove();
  const value = input.value.normalize('NFKC').replace(/[\s-]+/g, '');
  if (value === '' || CHECKS[name].test(value)) return;
  const words = document.createElement('p');
  words.id = id;
  words.className = 'error';
  words.setAttribute('role', 'status');
  words.textContent = hostedFormText[name][document.documentElement.lang === 'en' ? 1 : 0];
  input.after(words);
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
}

function fromBase64url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}

function toBase64url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
