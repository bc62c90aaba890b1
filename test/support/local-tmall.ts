import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';

/** What a call carries. */
export interface TmallCallMade {
  readonly query: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** A stand-in for 会员通: signs calls as the libraries of the Taobao Open Platform check them, written apart from the product's own check. */
export class LocalTmall {
  readonly secret: string;

  constructor(secret = '0f1e2d3c4b5a69788796a5b4c3d2e1f0') {
    this.secret = secret;
  }

  /** A call at a time, in UTF-8 or GBK; `headers` beside the content type are signed too. */
  call(
    content: unknown,
    at: Date,
    options: { encoding?: 'utf8' | 'gbk'; headers?: Record<string, string>; params?: Record<string, string> } = {},
  ): TmallCallMade {
    const { encoding = 'utf8', headers = {}, params = {} } = options;
    const timestamp = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
    const all: Record<string, string> = {
      ...{ app_key: '12345678', method: 'tmall.mei.crm.bind', v: '2.0', sign_method: 'md5', timestamp },
      ...params,
    };
    const body = iconv.encode(typeof content === 'string' ? content : JSON.stringify(content), encoding);
    const names = Object.keys({ ...all, ...headers }).sort();
    const middle = names.map((name) => `${name}${{ ...all, ...headers }[name]}`).join('');
    const md5 = createHash('md5');
    md5.update(iconv.encode(this.secret, encoding));
    md5.update(iconv.encode(middle, encoding));
    md5.update(body);
    md5.update(iconv.encode(this.secret, encoding));
    const sign = md5.digest('hex').toUpperCase();
    const encoded = (text: string) =>
      [...iconv.encode(text, encoding)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    const query = Object.entries({ ...all, sign })
      .map(([name, value]) => `${name}=${encoded(value)}`)
      .join('&');
    const type = `application/json;charset=${encoding === 'gbk' ? 'GBK' : 'UTF-8'}`;
    const list = Object.keys(headers).length === 0 ? {} : { 'top-sign-list': Object.keys(headers).join(',') };
    return { query, headers: { 'content-type': type, ...headers, ...list }, body };
  }
}
