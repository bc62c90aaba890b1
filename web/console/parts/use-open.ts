import { useNavigate, useSearch } from '@tanstack/react-router';

/** What of a list is open, kept in the address (`?open=`), so that the browser's back button closes it and a link can be shared. */
export function useOpen(): readonly [open: string | undefined, setOpen: (open: string | undefined) => void] {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { readonly open?: string };
  const setOpen = (open: string | undefined): void => {
    void navigate({ to: '.', search: () => (open === undefined ? {} : { open }) } as never);
  };
  return [search.open, setOpen];
}
