import { CheckCircleOutlined, CloseCircleOutlined, ExclamationCircleOutlined } from '@ant-design/icons';
import { Drawer } from 'antd';
import { useState } from 'react';
import { shell } from '../../ui/i18n/shell.ts';
import { useText } from '../../ui/i18n/translate.ts';
import { useArticle } from './use-article.ts';

export interface VerdictReason {
  readonly code: string;
  readonly article: string;
  readonly zh: string;
  readonly en: string;
}

export interface Verdict {
  readonly outcome: 'allow' | 'deny' | 'allow_with_conditions';
  readonly articles: readonly string[];
  readonly reasons: readonly VerdictReason[];
  readonly conditions?: readonly VerdictReason[];
}

const ICONS = {
  allow: CheckCircleOutlined,
  deny: CloseCircleOutlined,
  allow_with_conditions: ExclamationCircleOutlined,
} as const;

/** 可用 / 有条件 / 不可用 with its first reason; a click opens rules and articles. */
export function VerdictChip(props: { verdict: Verdict }) {
  const { t, pick } = useText(shell);
  const [open, setOpen] = useState(false);
  const { verdict } = props;
  const Icon = ICONS[verdict.outcome];
  // Why it is allowed is one click away; what speaks against it stands on the chip.
  const spoken = { allow: undefined, deny: verdict.reasons[0], allow_with_conditions: verdict.conditions?.[0] };
  const first = spoken[verdict.outcome];
  return (
    <>
      <button type="button" className="verdict" data-outcome={verdict.outcome} onClick={() => setOpen(true)}>
        <Icon aria-hidden />
        <span>{t(`verdict.${verdict.outcome}`)}</span>
        {first === undefined ? null : <span className="reason">{pick(first)}</span>}
      </button>
      <Drawer open={open} onClose={() => setOpen(false)} title={t('verdict.why')} size={420}>
        <ReasonList title={t('verdict.articles')} reasons={verdict.reasons} />
        {(verdict.conditions ?? []).length === 0 ? null : (
          <ReasonList title={t('verdict.conditions')} reasons={verdict.conditions ?? []} />
        )}
      </Drawer>
    </>
  );
}

function ReasonList(props: { title: string; reasons: readonly VerdictReason[] }) {
  const { pick } = useText(shell);
  const article = useArticle();
  return (
    <section>
      <h3>{props.title}</h3>
      <dl className="facts">
        {props.reasons.map((reason) => (
          <div key={reason.code} style={{ display: 'contents' }}>
            <dt>{article(reason.article)}</dt>
            <dd>
              {pick(reason)}
              <br />
              <span className="mono">{reason.code}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
