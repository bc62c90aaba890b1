import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** A link to a page of the console, with something of its list opened. */
export function PageLink(props: { to: string; open?: string | undefined; children: ReactNode }) {
  return (
    <Link to={props.to} {...(props.open === undefined ? {} : { search: { open: props.open } })}>
      {props.children}
    </Link>
  );
}
