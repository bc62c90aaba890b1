/** The suffix that carriers ask of commercial SMS: the way to say no. */
export const SMS_OPT_OUT = '拒收请回复R';

const SINGLE = 70;
const PART = 67;

export interface SmsParts {
  /** Characters as carriers count them: UTF-16 code units, a full-width character is one. */
  readonly characters: number;
  /** Messages billed. */
  readonly parts: number;
}

/** A text message as the phone shows it: 【signature】 before, for commercial messages 拒收请回复R after. */
export function composeSms(message: { signName: string; body: string; commercial: boolean }): string {
  const body = message.body.trim();
  const suffix = message.commercial && !body.endsWith(SMS_OPT_OUT) ? SMS_OPT_OUT : '';
  return `【${message.signName}】${body}${suffix}`;
}

/** What a text message costs in parts: up to 70 characters one, a longer one is cut into parts of 67 (UCS-2 with a 6-byte header). */
export function countSmsParts(text: string): SmsParts {
  const characters = text.length;
  if (characters === 0) return { characters, parts: 0 };
  return { characters, parts: characters <= SINGLE ? 1 : Math.ceil(characters / PART) };
}

const VARIABLE = /\$\{([A-Za-z][A-Za-z0-9_]{0,31})\}/g;

/** Names of the variables `${name}` in a filed template, in order of appearance, each once. */
export function templateVariables(template: string): string[] {
  return [...new Set([...template.matchAll(VARIABLE)].map((match) => match[1] ?? ''))];
}

/** A filed template with its variables filled in; undefined when one is missing. */
export function fillTemplate(template: string, parameters: Readonly<Record<string, string>>): string | undefined {
  if (templateVariables(template).some((name) => parameters[name] === undefined)) return undefined;
  return template.replace(VARIABLE, (_, name: string) => parameters[name] ?? '');
}
