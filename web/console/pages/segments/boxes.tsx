import { InputNumber } from 'antd';
import type { ReactNode } from 'react';

/** A box under its label. */
export function Labelled(props: { label: string; children: ReactNode }) {
  return (
    <div className="condition-box">
      <span className="condition-label" aria-hidden>
        {props.label}
      </span>
      {props.children}
    </div>
  );
}

/** A whole number, or an amount in yuan that is kept in fen; empty unless it is needed. */
export function NumberBox(props: {
  label: string;
  value: number | undefined;
  yuan?: boolean;
  needed?: boolean;
  onChange: (value: number | undefined) => void;
}) {
  const { value, yuan = false } = props;
  return (
    <Labelled label={props.label}>
      <InputNumber
        aria-label={props.label}
        min={yuan ? 0.01 : 1}
        precision={yuan ? 2 : 0}
        {...(props.needed === true ? { required: true } : {})}
        value={value === undefined ? null : yuan ? value / 100 : value}
        onChange={(next) => {
          if (next === null) {
            if (props.needed !== true) props.onChange(undefined);
          } else props.onChange(yuan ? Math.round(Number(next) * 100) : Number(next));
        }}
      />
    </Labelled>
  );
}
