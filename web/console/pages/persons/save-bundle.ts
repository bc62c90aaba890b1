import { api } from '../../../ui/api.ts';

/** Asks for a person's evidence bundle and saves it as a file; the file's name holds no personal information. */
export async function saveBundle(person: string): Promise<void> {
  const bundle = await api<unknown>('/api/v1/evidence/bundles', { method: 'POST', body: { person } });
  const url = URL.createObjectURL(new Blob([JSON.stringify(bundle)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'zhinuo-evidence-bundle.json';
  link.click();
  URL.revokeObjectURL(url);
}
