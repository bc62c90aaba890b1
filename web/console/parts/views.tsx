import { Radio } from 'antd';
import { type ReactNode, useState } from 'react';

/** One thing seen in several ways, of which one is shown. The choice wraps on a phone, where a row of tabs would hide some behind a menu. */
export function Views(props: {
  label: string;
  items: readonly { readonly key: string; readonly label: string; readonly children: ReactNode }[];
}) {
  const [chosen, setChosen] = useState(props.items[0]?.key);
  const shown = props.items.find(({ key }) => key === chosen) ?? props.items[0];
  return (
    <>
      <Radio.Group
        className="views"
        aria-label={props.label}
        optionType="button"
        value={shown?.key}
        onChange={(event) => setChosen(String(event.target.value))}
        options={props.items.map(({ key, label }) => ({ value: key, label }))}
      />
      {shown?.children}
    </>
  );
}
