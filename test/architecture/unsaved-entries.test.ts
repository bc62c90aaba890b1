import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source-files.ts';

/** Forms that ask a question and store nothing: whoever leaves them loses an answer that can be asked for again. */
const QUESTIONS = ['decisions/question-form.tsx', 'shell/sign-in.tsx'];

describe('what was entered', () => {
  it('is not lost unasked: every form of the console with more than two fields uses the one guard', () => {
    const forms = sourceFiles('web/console').filter(
      ({ path, text }) =>
        path.endsWith('.tsx') &&
        /Form\.useForm\b/.test(text) &&
        (text.match(/<(?:Form\.Item|BilingualItem)\b[^>]*?\sname=|<BilingualItem\b/g) ?? []).length > 2 &&
        !QUESTIONS.some((question) => path.endsWith(question)),
    );
    expect(forms.length).toBeGreaterThan(25);
    const unguarded = forms.filter(({ text }) => !/\buseUnsavedForm\(/.test(text)).map(({ path }) => path);
    expect(unguarded).toEqual([]);
    // One guard: nobody else blocks the router.
    const own = sourceFiles('web').filter(({ text }) => /\buseBlocker\(/.test(text));
    expect(own.map(({ path }) => path)).toEqual(['web/console/parts/use-unsaved.ts']);
  });
});
