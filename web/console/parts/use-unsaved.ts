import { useBlocker } from '@tanstack/react-router';
import { App } from 'antd';
import { useEffect, useRef } from 'react';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';

/**
 * Keeps what was entered from being lost unasked: leaving the page by a link or the browser's back button asks first, closing the tab has the browser ask.
 * Answers what a dialog calls to close itself: it asks too, and runs `then` where the user leaves or nothing was entered.
 */
export function useUnsaved(isChanged: () => boolean): (then: () => void) => void {
  const { modal } = App.useApp();
  const { t } = useText(shell);
  // Whoever has said that they leave isn't asked again by what closing does.
  const leaving = useRef(false);
  const isLost = () => !leaving.current && isChanged();
  const ask = (): Promise<boolean> =>
    new Promise((answer) => {
      modal.confirm({
        title: t('unsaved'),
        content: t('unsavedNote'),
        okText: t('unsavedLeave'),
        cancelText: t('unsavedStay'),
        autoFocusButton: 'cancel',
        onOk: () => answer(true),
        onCancel: () => answer(false),
      });
    });
  useBlocker({
    shouldBlockFn: async () => isLost() && !(await ask()),
    enableBeforeUnload: isLost,
  });
  return (then) => {
    if (!isLost()) then();
    else
      void ask().then((leaves) => {
        if (!leaves) return;
        leaving.current = true;
        then();
      });
  };
}

/** What of a form says whether something was entered. */
interface Entered {
  isFieldsTouched(): boolean;
  getFieldsValue(strict: true): unknown;
}

/** What of a mutation says whether the entries are safe. */
interface Saving {
  readonly isPending: boolean;
  readonly isSuccess: boolean;
  readonly submittedAt: number;
}

/**
 * The same for a form of antd: something was entered since it was opened or saved last. `also` tells of entries beside the form. Every form of more than
 * two fields asks (`test/architecture/unsaved-entries.test.ts`).
 */
export function useUnsavedForm(form: Entered, save: Saving, also?: () => boolean): (then: () => void) => void {
  const saved = useRef<string>(undefined);
  const { isPending, isSuccess, submittedAt } = save;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that it was saved
  useEffect(() => {
    if (isSuccess) saved.current = textOf(form);
  }, [isSuccess, submittedAt]);
  return useUnsaved(
    () =>
      !isPending && ((form.isFieldsTouched() && textOf(form) !== saved.current) || (!isSuccess && also?.() === true)),
  );
}

const textOf = (form: Entered): string => JSON.stringify(form.getFieldsValue(true));
