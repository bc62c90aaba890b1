import type { Tx } from '../../platform/database/index.ts';
import { collectDownload } from './hold-download.ts';
import { type FileRequest, issueFile } from './issue-file.ts';
import { type DeskContext, issuePaper, type PaperAuthor, type PaperRequest } from './issue-paper.ts';
import { type LetterSearch, type Searcher, searchLetter } from './search-letter.ts';
import { type DownloadRow, listDownloads } from './store/download-store.ts';

/** 举证台: from what a letter carries to papers and bundles. */
export interface ProofDesk {
  /** Searches for a number or an address, in the caller's transaction. See `searchLetter`. */
  search(tx: Tx, typed: string, searcher: Searcher): Promise<LetterSearch>;
  /** Makes a 情况说明 with what it refers to. Runs transactions of its own. See `issuePaper`. */
  paper(
    request: PaperRequest,
    author: PaperAuthor,
  ): Promise<{ readonly paper: DownloadRow; readonly attached: DownloadRow | null }>;
  /** Makes a bundle that waits. Runs transactions of its own. */
  bundle(request: FileRequest, by: string): Promise<DownloadRow>;
  /** Files that wait for this caller, newest first. */
  downloads(tx: Tx, by: string): Promise<DownloadRow[]>;
  /** One of them. Throws `rights.download-gone`. */
  collect(tx: Tx, id: string, by: string): Promise<DownloadRow & { readonly bytes: Buffer }>;
}

/** Opens the desk. */
export function createProofDesk(context: DeskContext): ProofDesk {
  return {
    search: (tx, typed, searcher) => searchLetter(context, tx, typed, searcher),
    paper: (request, author) => issuePaper(context, request, author),
    bundle: (request, by) => issueFile(context, request, by),
    downloads: (tx, by) => listDownloads(tx, by, context.clock.now()),
    collect: (tx, id, by) => collectDownload(context, tx, id, by),
  };
}
