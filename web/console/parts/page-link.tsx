import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** A link to a page of the console, with something of its list opened and, in its form, a field to begin at. */
export function PageLink(props: {
  to: string;
  open?: string | undefined;
  at?: string | undefined;
  children: ReactNode;
}) {
  const { to, open, at } = props;
  const search = { ...(open === undefined ? {} : { open }), ...(at === undefined ? {} : { at }) };
  return (
    <Link to={to} {...(Object.keys(search).length === 0 ? {} : { search })}>
      {props.children}
    </Link>
  );
}
