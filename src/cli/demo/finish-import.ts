import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';

/** What the API tells of an import. */
export interface ImportState {
  readonly id: string;
  readonly status: string;
  readonly accepted: number;
  readonly refused: number;
}

/** Waits until a started import has ended; throws unless it finished. */
export async function finishImport(api: ApiClient, id: string): Promise<ImportState> {
  for (;;) {
    const state = await api.call<ImportState>('GET', `/api/v1/imports/${id}`);
    if (state.status === 'finished' || state.status === 'graded') return state;
    if (state.status === 'failed' || state.status === 'cancelled')
      throw new Error(`the import ended as ${state.status}`);
    await pause(200);
  }
}
