import type { ReactNode } from 'react';

/** A page's title, one sentence that says what the page is for, and its actions. */
export function PageHead(props: { title: string; purpose?: string; actions?: ReactNode }) {
  return (
    <header className="page-head">
      <div className="page-head-text">
        <h1>{props.title}</h1>
        {props.purpose === undefined ? null : <p>{props.purpose}</p>}
      </div>
      {props.actions}
    </header>
  );
}

/** A bordered block with a heading and, above its picture or table, a sentence that says what it shows. */
export function Panel(props: { title?: string; note?: string; children: ReactNode }) {
  return (
    <section className="panel">
      {props.title === undefined ? null : <h2>{props.title}</h2>}
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
