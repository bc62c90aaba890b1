import { randomBytes } from 'node:crypto';
import { encrypt, getSignature } from '@wecom/crypto';

/** A corporation of WeCom that exists in tests alone: it encrypts and signs callbacks as WeCom documents it ("加解密方案说明"). */
export class LocalWecom {
  corpId: string;
  readonly #path: 'wecom' | 'wechat';
  token = randomBytes(12).toString('hex');
  // 43 characters; the last holds four bits and so is one of sixteen.
  aesKey = `${randomBytes(60).toString('base64').replace(/[+/=]/g, '').slice(0, 42)}A`;

  /** `wechat`: an official account or mini-program, which encrypts and signs alike. */
  constructor(path: 'wecom' | 'wechat' = 'wecom') {
    this.#path = path;
    this.corpId = `${path === 'wecom' ? 'ww' : 'wx'}${randomBytes(8).toString('hex')}`;
  }

  /** The address and body of a callback with this message. */
  callback(base: string, source: string, message: string, seconds = 1_763_000_000): { url: string; body: string } {
    const encrypted = encrypt(this.aesKey, message, this.corpId);
    const url = `${base}/hooks/${this.#path}/${source}?${this.#signed(encrypted, seconds)}`;
    return {
      url,
      body: `<xml><ToUserName><![CDATA[${this.corpId}]]></ToUserName><AgentID><![CDATA[]]></AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
    };
  }

  /** The address with which WeCom checks a callback; the answer must be `echo`. */
  check(base: string, source: string, echo: string): string {
    const encrypted = encrypt(this.aesKey, echo, this.corpId);
    return `${base}/hooks/${this.#path}/${source}?${this.#signed(encrypted, 1_763_000_000)}&echostr=${encodeURIComponent(encrypted)}`;
  }

  #signed(encrypted: string, seconds: number): URLSearchParams {
    const nonce = randomBytes(5).toString('hex');
    const msg_signature = getSignature(this.token, seconds, nonce, encrypted);
    return new URLSearchParams({ msg_signature, timestamp: String(seconds), nonce });
  }
}

/** The XML of an event as WeCom sends it, with these members. */
export function wecomEvent(
  corpId: string,
  event: string,
  members: Readonly<Record<string, string | readonly string[]>>,
  seconds: number,
): string {
  const more = Object.entries(members).map(([name, value]) =>
    typeof value === 'string'
      ? `<${name}><![CDATA[${value}]]></${name}>`
      : `<${name}>${value.map((each) => `<Item><![CDATA[${each}]]></Item>`).join('')}</${name}>`,
  );
  return `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[${event}]]></Event>${more.join('')}</xml>`;
}

/** The XML that WeCom sends to a provider's application (`InfoType`), with these members. */
export function wecomInfo(
  suiteId: string,
  info: string,
  members: Readonly<Record<string, string>>,
  seconds: number,
): string {
  const more = Object.entries(members).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`);
  return `<xml><SuiteId><![CDATA[${suiteId}]]></SuiteId><InfoType> <![CDATA[${info}]]></InfoType><TimeStamp>${seconds}</TimeStamp>${more.join('')}</xml>`;
}
