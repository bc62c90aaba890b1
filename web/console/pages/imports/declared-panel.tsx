import { importsText } from '../../../ui/i18n/imports.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { useActivityName } from '../../parts/use-activity-name.ts';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import { When } from '../../parts/when.tsx';
import { useRegisterWord } from '../activities/activity.ts';
import type { ImportRow } from './import.ts';

/** What was declared of an import: under which activity, where its people come from, and what shows that they were told or agreed. */
export function DeclaredPanel(props: { row: ImportRow }) {
  const { t, list } = useText(importsText);
  const { nameOf } = useActivityName();
  const labelOf = useFieldLabel();
  const word = useRegisterWord();
  const { activity, source, issuer, notice, supplier, kind } = props.row;
  return (
    <Panel title={t('declared')}>
      <Facts
        items={[
          [t('activity'), nameOf(activity)],
          // A stock is the company's own list.
          ...(kind === 'stock' ? [] : ([[t('source'), word('source', source)]] as const)),
          [t('system'), issuer === '' ? '—' : issuer],
          ...(supplier === null
            ? []
            : ([
                [t('supplierName'), supplier.name],
                [t('supplierProof'), <Copyable key="hash" text={supplier.documentHash} short={16} />],
                [t('supplierScope'), list(supplier.scope.map(labelOf))],
              ] as const)),
          // A stock tells of each row what its people were shown.
          ...(kind === 'stock'
            ? []
            : ([
                [
                  t('proof'),
                  notice === null ? (
                    t('proof.none')
                  ) : (
                    <span key="notice">
                      {notice.how} · <When at={notice.shownAt} exact />
                    </span>
                  ),
                ],
              ] as const)),
        ]}
      />
    </Panel>
  );
}
