import { holdDownload } from './hold-download.ts';
import { type ActivityPeriod, issueActivityBundle } from './issue-activity-bundle.ts';
import { type BundleChoice, issueBundle } from './issue-bundle.ts';
import type { RightsContext } from './rights-context.ts';
import type { DownloadRow } from './store/download-store.ts';

/** The bundle of a person, or of an activity in a period. */
export type FileRequest = ({ readonly person: string } | ActivityPeriod) & BundleChoice;

/** Issues a bundle and keeps it, sealed, for 24 hours and for who asked alone. Throws what the bundles throw. */
export async function issueFile(context: RightsContext, request: FileRequest, by: string): Promise<DownloadRow> {
  const text =
    'person' in request
      ? await issueBundle(context, request.person, request)
      : await issueActivityBundle(context, request, by, request);
  const made = { kind: 'bundle', name: 'zhinuo-evidence-bundle.json', bytes: Buffer.from(text, 'utf8') } as const;
  const persons = 'person' in request ? [request.person] : [];
  return context.database.transaction((tx) => holdDownload(context, tx, { ...made, persons }, by));
}
