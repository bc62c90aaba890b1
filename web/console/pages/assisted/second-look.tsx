import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Radio, Select, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../ui/api.ts';
import { assistedText } from '../../../ui/i18n/assisted.ts';
import { useText } from '../../../ui/i18n/translate.ts';
import { Facts } from '../../parts/facts.tsx';
import { Masked } from '../../parts/masked.tsx';
import { ProblemAlert, QueryState } from '../../parts/query-state.tsx';
import { useArticle } from '../../parts/use-article.ts';
import { useFieldLabel } from '../../parts/use-field-label.ts';
import type { Person } from '../persons/person.ts';
import { EVIDENCE } from './key-sheet.tsx';
import type { Sheet } from './sheets-of-batch.tsx';

/** The second look: the scan beside what was keyed of it, masked, and the two answers of equal weight. */
export function SecondLook(props: {
  sheet: Sheet;
  ticked: readonly string[];
  onClose: () => void;
  onLooked: () => void;
}) {
  const { t, list: join } = useText(assistedText);
  const [reason, setReason] = useState('');
  const { message } = App.useApp();
  const [unsaid, setUnsaid] = useState(false);
  const [read, setRead] = useState<Read>({});
  const [unread, setUnread] = useState(false);
  const { sheet } = props;
  const guarded = sheet.guardian !== null;
  const scan = `/api/v1/paper-sheets/${sheet.id}/scan`;
  const look = useMutation({
    mutationFn: (agrees: boolean) =>
      api(`/api/v1/paper-sheets/${sheet.id}/second-look`, {
        method: 'POST',
        body: agrees ? { agrees, ...(guarded ? read : {}) } : { agrees, reason },
      }),
    onSuccess: (_answer, agrees) => {
      void message.success(t(agrees ? 'lookedNow' : 'rejectedNow'));
      props.onLooked();
    },
  });
  return (
    <Modal open title={t('lookTitle')} width={880} onCancel={props.onClose} footer={null}>
      <ProblemAlert error={look.error} />
      <p className="panel-note">{t('lookNote')}</p>
      <div className="grid">
        <div>
          {sheet.scanType === 'application/pdf' ? null : <img className="scan" src={scan} alt={t('scanAlt')} />}
          <p>
            <a href={scan} target="_blank" rel="noopener noreferrer">
              {t('look')}
            </a>
          </p>
        </div>
        <div>
          <h3>{t('keyedPerson')}</h3>
          {sheet.person === null ? null : <Keyed person={sheet.person} />}
          {sheet.guardian === null ? null : (
            <>
              <h3>{t('keyedGuardian')}</h3>
              <Keyed person={sheet.guardian} />
            </>
          )}
          <h3>{t('ticked')}</h3>
          <p>{props.ticked.length === 0 ? '—' : join(props.ticked)}</p>
        </div>
      </div>
      <Form layout="vertical">
        {guarded ? <ReadOnScan read={read} onRead={setRead} unread={unread} /> : null}
        <Form.Item
          label={t('reason')}
          htmlFor="look-reason"
          extra={t('reasonHint')}
          {...(unsaid && reason.trim() === '' ? { validateStatus: 'error' as const, help: t('reasonMissing') } : {})}
        >
          <Input
            id="look-reason"
            value={reason}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
      <Space wrap>
        <Button
          loading={look.isPending}
          onClick={() => (guarded && !isWhole(read) ? setUnread(true) : look.mutate(true))}
        >
          {t('agrees')}
        </Button>
        <Button loading={look.isPending} onClick={() => (reason.trim() === '' ? setUnsaid(true) : look.mutate(false))}>
          {t('rejects')}
        </Button>
      </Space>
    </Modal>
  );
}

interface Read {
  readonly childBirthDate?: string;
  readonly relation?: 'parent' | 'guardian';
  readonly evidence?: string;
}

const isWhole = ({ childBirthDate, relation, evidence }: Read) =>
  (childBirthDate ?? '') !== '' && relation !== undefined && evidence !== undefined;

// What was keyed of these is not shown: two people who look at the same wrong word agree with it more easily than two who read the paper.
function ReadOnScan(props: { read: Read; onRead: (read: Read) => void; unread: boolean }) {
  const { t } = useText(assistedText);
  const { read, onRead } = props;
  const missing = (is: boolean, help: string) => (props.unread && is ? { validateStatus: 'error' as const, help } : {});
  return (
    <>
      <Form.Item
        label={t('birthRead')}
        htmlFor="look-birth"
        extra={t('birthReadHint')}
        {...missing((read.childBirthDate ?? '') === '', t('birthMissing'))}
      >
        <Input
          id="look-birth"
          type="date"
          min="1900-01-01"
          style={{ maxWidth: 220 }}
          value={read.childBirthDate ?? ''}
          autoComplete="off"
          onChange={(event) => onRead({ ...read, childBirthDate: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t('relationRead')} {...missing(read.relation === undefined, t('notChosen'))}>
        <Radio.Group
          aria-label={t('relationRead')}
          value={read.relation}
          onChange={(event) => onRead({ ...read, relation: event.target.value })}
          options={(['parent', 'guardian'] as const).map((value) => ({ value, label: t(`relation.${value}`) }))}
        />
      </Form.Item>
      <Form.Item
        label={t('evidenceRead')}
        htmlFor="look-evidence"
        {...missing(read.evidence === undefined, t('notChosen'))}
      >
        <Select
          id="look-evidence"
          style={{ maxWidth: 320 }}
          value={read.evidence ?? null}
          onChange={(evidence) => onRead({ ...read, ...(evidence === null ? {} : { evidence }) })}
          options={EVIDENCE.map((value) => ({ value, label: t(`evidence.${value}`) }))}
        />
      </Form.Item>
    </>
  );
}

type Shown = Pick<Person, 'fields' | 'refused'>;

function Keyed(props: { person: string }) {
  const { t, pick } = useText(assistedText);
  const article = useArticle();
  const label = useFieldLabel();
  const query = useQuery({
    queryKey: ['person', props.person],
    queryFn: () => api<Shown>(`/api/v1/persons/${props.person}`),
  });
  return (
    <QueryState query={query} rows={2}>
      {({ fields, refused }) =>
        refused !== null ? (
          <p>
            {t('scanOnly')} {pick(refused)} {article(refused.article)}
          </p>
        ) : (
          <Facts
            items={Object.entries(fields ?? {}).map(([field, value]) => [
              label(field),
              <Masked key={field} value={value} />,
            ])}
          />
        )
      }
    </QueryState>
  );
}
