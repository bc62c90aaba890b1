import { useBlocker } from '@tanstack/react-router';
import { App } from 'antd';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';

/**
 * Keeps what was entered from being lost unasked: leaving the page by a link or the browser's back button asks first, closing the tab has the browser ask.
 * Answers what a dialog calls to close itself: it asks too, and runs `then` where the user leaves or nothing was entered.
 */
export function useUnsaved(isChanged: () => boolean): (then: () => void) => void {
  const { modal } = App.useApp();
  const { t } = useText(shell);
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
    shouldBlockFn: async () => isChanged() && !(await ask()),
    enableBeforeUnload: isChanged,
  });
  return (then) => {
    if (!isChanged()) then();
    else
      void ask().then((leaves) => {
        if (leaves) then();
      });
  };
}
