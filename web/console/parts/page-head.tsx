import { LeftOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useBeginHere } from '../../ui/begin-here.ts';

/** A page's title, one sentence that says what the page is for, its actions, and the way back to the list it was opened from. */
export function PageHead(props: {
  title: ReactNode;
  purpose?: ReactNode;
  actions?: ReactNode;
  back?: { readonly label: string; readonly onBack: () => void };
}) {
  const title = useBeginHere();
  return (
    <header className="page-head">
      <div className="page-head-text">
        {props.back === undefined ? null : (
          <Button
            type="link"
            size="small"
            className="page-back"
            icon={<LeftOutlined aria-hidden />}
            onClick={props.back.onBack}
          >
            {props.back.label}
          </Button>
        )}
        <h1 ref={title} tabIndex={-1}>
          {props.title}
        </h1>
        {props.purpose === undefined ? null : <p>{props.purpose}</p>}
      </div>
      {props.actions === undefined || props.actions === null ? null : (
        <div className="page-head-actions">{props.actions}</div>
      )}
    </header>
  );
}

/** A bordered block with a heading and, above its picture or table, a sentence that says what it shows. */
export function Panel(props: { title?: string; note?: ReactNode; extra?: ReactNode; children?: ReactNode }) {
  return (
    <section className="panel">
      {props.title === undefined ? null : (
        <div className="panel-head">
          <h2>{props.title}</h2>
          {props.extra}
        </div>
      )}
      {props.note === undefined ? null : <p className="panel-note">{props.note}</p>}
      {props.children}
    </section>
  );
}

/** What an empty list says: what the page is for and the first step. */
export function EmptyState(props: { title: string; text: string; action?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      {props.action}
    </div>
  );
}

/** A state in words with a coloured dot; the words carry the meaning. */
export function StateTag(props: { tone: 'good' | 'wait' | 'bad' | 'none'; children: ReactNode }) {
  return (
    <span className="state" data-tone={props.tone}>
      {props.children}
    </span>
  );
}
