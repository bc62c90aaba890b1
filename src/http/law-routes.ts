import { Type } from 'typebox';
import type { BookStep } from '../contexts/law/index.ts';
import type { HttpApp } from '../platform/http/index.ts';

const words = { zh: Type.String(), en: Type.String() };
const RuleShown = Type.Object({
  code: Type.String(),
  article: Type.String(),
  also: Type.Array(Type.String()),
  on: Type.Array(Type.String()),
  when: Type.Union([Type.Object(words), Type.Null()]),
  general: Type.Boolean(),
  denies: Type.Union([Type.Object(words), Type.Null()]),
  remedy: Type.Union([Type.Object(words), Type.Null()]),
  ground: Type.Union([Type.Object({ ...words, article: Type.String() }), Type.Null()]),
  condition: Type.Union([Type.Object({ ...words, code: Type.String() }), Type.Null()]),
});
const RuleBookShown = Type.Object({
  items: Type.Array(Type.Object({ step: Type.Integer(), ...words, rules: Type.Array(RuleShown) })),
});

/** `/api/v1/law`: the rules by which everything is judged; they hold nothing about anybody. */
export function addLawRoutes(app: HttpApp, ruleBook: () => readonly BookStep[]): void {
  app.get(
    '/api/v1/law/rules',
    {
      config: { permission: 'law.read' },
      schema: {
        summary: '法律规则 / Every rule in order of evaluation, by step',
        response: { 200: RuleBookShown },
      },
    },
    () => ({
      items: ruleBook().map((step) => ({
        ...step,
        rules: step.rules.map((rule) => ({ ...rule, also: [...rule.also], on: [...rule.on] })),
      })),
    }),
  );
}
