import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { ApiError, api } from '../ui/api.ts';

/** Who is signed in and what they may do. */
export interface Session {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly totp: boolean;
  readonly permissions: readonly string[];
}

/** The session of the cookie, or null when nobody is signed in. */
export function useSessionQuery() {
  return useQuery({
    queryKey: ['session'],
    queryFn: async (): Promise<Session | null> => {
      try {
        return await api<Session>('/api/v1/session');
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
}

export const SessionContext = createContext<Session | null>(null);

/** Whether the signed-in person has a permission; pages hide what the server would refuse anyway. */
export function useMay(): (permission: string) => boolean {
  const session = useContext(SessionContext);
  return (permission) => session?.permissions.includes(permission) ?? false;
}
