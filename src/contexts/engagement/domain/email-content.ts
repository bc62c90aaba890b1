/** What a mail's frame says about its sender. */
export interface Sender {
  readonly brand: string;
  readonly handler: string;
  readonly contact: string;
}

/** A commercial mail as text and HTML: the message, who sends it and how to reach them, the way to say no (Advertising Law 43). */
export function commercialEmail(
  message: { subject: string; text: string },
  sender: Sender,
  links: { unsubscribe: string; centre: string },
): { text: string; html: string } {
  const footer = [
    `发件人:${sender.brand}(${sender.handler})`,
    `联系方式:${sender.contact}`,
    `退订:${links.unsubscribe}`,
    `我的信息与授权:${links.centre}`,
  ];
  const paragraphs = message.text
    .split(/\n{2,}/)
    .map((each) => `<p>${escapeText(each.trim()).replace(/\n/g, '<br>')}</p>`);
  return {
    text: `${message.text.trim()}\n\n--\n${footer.join('\n')}\n`,
    html: `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeText(message.subject)}</title></head><body>${paragraphs.join(
      '',
    )}<hr><p>${footer.slice(0, 2).map(escapeText).join('<br>')}<br><a href="${escapeText(links.unsubscribe)}">退订</a> · <a href="${escapeText(
      links.centre,
    )}">我的信息与授权</a></p></body></html>`,
  };
}

/** A mail that carries a code. It names its sender and says what to do when it was not asked for. */
export function codeEmail(
  code: string,
  sender: Sender,
  link: string | undefined,
): { subject: string; text: string; html: string } {
  const lines = [
    `您的验证码是 ${code},10 分钟内有效。`,
    ...(link === undefined ? [] : [`也可以打开这个页面点击确认:${link}`]),
    '如非本人操作，请忽略这封邮件;我们不会因此向您发送营销信息。',
    `Your code is ${code}, valid for 10 minutes. If you did not ask for it, ignore this mail.`,
    `${sender.brand}(${sender.handler})${sender.contact}`,
  ];
  return {
    subject: `${sender.brand}验证码 / Your code`,
    text: `${lines.join('\n\n')}\n`,
    html: `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>验证码</title></head><body>${lines
      .map((line) => `<p>${linkify(escapeText(line), link)}</p>`)
      .join('')}</body></html>`,
  };
}

function linkify(line: string, link: string | undefined): string {
  return link === undefined
    ? line
    : line.replace(escapeText(link), `<a href="${escapeText(link)}">${escapeText(link)}</a>`);
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
