import { LockOutlined } from '@ant-design/icons';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';

/** A masked value with its lock; it can't be selected, so a column can't be copied. */
export function Masked(props: { value: string | null | undefined }) {
  const { t } = useText(shell);
  if (props.value === null || props.value === undefined || props.value === '') return <span className="masked">—</span>;
  return (
    <span className="masked">
      {props.value}
      <LockOutlined role="img" aria-label={t('masked')} />
    </span>
  );
}
