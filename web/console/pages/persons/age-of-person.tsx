import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { correctionsText } from '../../../ui/i18n/corrections.ts';
import { personsText } from '../../../ui/i18n/persons.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Panel } from '../../parts/page-head.tsx';
import { QueryState } from '../../parts/query-state.tsx';
import { When } from '../../parts/when.tsx';
import { useMay } from '../../session.ts';
import { AgeActDialog } from './age-act-dialog.tsx';
import { CorrectionDialog } from './correction-dialog.tsx';

interface Age {
  readonly band: 'under-14' | 'from-14' | 'adult' | 'minor-of-unknown-age' | 'unknown';
  readonly by: 'birth-date' | 'declared' | 'sign' | null;
  readonly since: string | null;
}

interface Relation {
  readonly id: string;
  readonly child: string;
  readonly guardian: string;
  readonly kind: 'parent' | 'guardian';
  readonly grade: string;
  readonly endedAt: string | null;
}

/** What is known about the age, signs of minority, and who is guardian of whom. */
export function AgeOfPerson(props: { person: string }) {
  const { t } = useText(personsText);
  const words = useText(correctionsText);
  const may = useMay();
  const client = useQueryClient();
  const [acting, setActing] = useState<'birth' | 'sign' | 'clear' | { end: string }>();
  const age = useQuery({
    queryKey: ['age-of', props.person],
    queryFn: () => api<Age>(`/api/v1/persons/${props.person}/age`),
  });
  const family = useQuery({
    queryKey: ['guardians-of', props.person],
    queryFn: () => api<{ items: readonly Relation[] }>(`/api/v1/persons/${props.person}/guardians`),
  });
  const close = () => {
    setActing(undefined);
    for (const key of ['age-of', 'guardians-of', 'reach-of'])
      void client.invalidateQueries({ queryKey: [key, props.person] });
  };
  return (
    <Panel title={t('age')} note={t('ageNote')}>
      <QueryState query={age} rows={1}>
        {(data) => (
          <>
            <dl className="facts">
              <dt>{t('ageKnown')}</dt>
              <dd>
                {t(`band.${data.band}`)}
                {data.by === null ? '' : ` · ${t(`ageBy.${data.by}`)}`}{' '}
                {data.since === null ? null : <When at={data.since} />}
              </dd>
            </dl>
            <Space wrap>
              {may('customers.correct-person') ? (
                <Button onClick={() => setActing('birth')}>{words.t('birthCorrect')}</Button>
              ) : null}
              {may('consent.record') && data.band !== 'minor-of-unknown-age' && data.by !== 'birth-date' ? (
                <Button onClick={() => setActing('sign')}>{t('sign')}</Button>
              ) : null}
              {may('consent.clear-sign') && data.band === 'minor-of-unknown-age' ? (
                <Button onClick={() => setActing('clear')}>{t('signClear')}</Button>
              ) : null}
            </Space>
          </>
        )}
      </QueryState>
      <QueryState query={family} rows={1}>
        {(data) => (
          <dl className="facts">
            {data.items.map((relation) => (
              <Family
                key={relation.id}
                relation={relation}
                person={props.person}
                {...(may('consent.record') ? { onEnd: () => setActing({ end: relation.id }) } : {})}
              />
            ))}
          </dl>
        )}
      </QueryState>
      {acting === 'birth' ? (
        <CorrectionDialog
          wish={{ kind: 'correct-field', record: props.person, field: 'birth_date' }}
          name={words.t('birthField')}
          onClose={close}
        />
      ) : null}
      {acting === undefined || acting === 'birth' ? null : (
        <AgeActDialog person={props.person} act={acting} onClose={close} />
      )}
    </Panel>
  );
}

function Family(props: { relation: Relation; person: string; onEnd?: () => void }) {
  const { t } = useText(personsText);
  const { relation } = props;
  const child = relation.child === props.person;
  return (
    <>
      <dt>{t(child ? 'guardianOf' : 'wardOf')}</dt>
      <dd>
        <Space wrap>
          <Copyable text={child ? relation.guardian : relation.child} short={13} />
          {t(`guardianKind.${relation.kind}`)}
          {t('guardianGrade', { grade: relation.grade })}
          {relation.endedAt !== null ? t('guardianEnded') : null}
          {relation.endedAt === null && props.onEnd !== undefined ? (
            <Button size="small" onClick={props.onEnd}>
              {t('guardianEnd')}
            </Button>
          ) : null}
        </Space>
      </dd>
    </>
  );
}
