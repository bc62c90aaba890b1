import { api, apiFile } from '../../../ui/api.ts';

/** A file that waits for who made it. */
export interface WaitingFile {
  readonly id: string;
  readonly kind: 'bundle' | 'paper' | 'declaration';
  readonly name: string;
  readonly sha256: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** What can be withheld from a bundle. */
export const REDACTIONS = ['channel', 'free-text', 'recipient', 'staff', 'use'] as const;
export type Redaction = (typeof REDACTIONS)[number];

/** Fetches a file that waits and saves it; neither name nor address holds personal information. */
export async function saveFile(file: WaitingFile): Promise<void> {
  const url = URL.createObjectURL(await apiFile(`/api/v1/evidence/downloads/${file.id}`));
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Asks for a bundle and saves it. */
export async function makeBundle(
  body: ({ person: string } | { activity: string; from: string; to: string }) & { redact?: readonly Redaction[] },
): Promise<WaitingFile> {
  const file = await api<WaitingFile>('/api/v1/evidence/downloads', { method: 'POST', body });
  await saveFile(file);
  return file;
}
