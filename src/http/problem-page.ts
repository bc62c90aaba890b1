import type { FastifyReply, FastifyRequest } from 'fastify';
import { html, pageLanguage, plainPage } from '../platform/http/index.ts';
import type { Problem } from './problem-details.ts';

/** Addresses of programs: they are always answered with problem details. */
const FOR_PROGRAMS = /^\/(?:api|metrics|health|openapi)\b/;

/** Whether whoever asks is somebody before a browser who followed a link or sent a form. */
export function readsPages(request: FastifyRequest): boolean {
  return /\btext\/html\b/.test(request.headers.accept ?? '') && !FOR_PROGRAMS.test(request.url);
}

/** A refusal that no page of its own tells, for somebody before a browser: what happened, in their language, with the code to quote. */
export function problemPage(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const language = pageLanguage(request);
  const zh = language === 'zh';
  // What the address holds is nobody's input: a link was cut off or mistyped.
  const address = problem.status === 400 && (request.method === 'GET' || request.method === 'HEAD');
  const title = address ? (zh ? '网址不完整或有误' : 'This address is incomplete or wrong') : ownTitle(problem, zh);
  const detail = address
    ? zh
      ? '没有这个页面。请从原来的链接或二维码重新打开，不要手工修改网址。'
      : 'There is no such page. Please open the link or QR code again, without changing the address.'
    : ((zh ? problem.detail : problem.detail_en) ?? '');
  const errors = address
    ? []
    : (problem.errors ?? []).map((each) => html`<li>${zh ? each.message : each.message_en}</li>`);
  const body = html`${detail === '' ? '' : html`<p>${detail}</p>`}${errors.length === 0 ? '' : html`<ul>${errors}</ul>`}
    <p><small>${problem.code}${problem.request === undefined ? '' : ` · ${problem.request}`}</small></p>`;
  return plainPage(reply, problem.status, title, body, language);
}

function ownTitle(problem: Problem, zh: boolean): string {
  return zh ? problem.title : problem.title_en;
}
