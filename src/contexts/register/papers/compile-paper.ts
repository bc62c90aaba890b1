import type { NoticeContent } from '../domain/notice-document.ts';
import { guardianBlocks } from './guardian-paper.ts';
import { collectedTable, sharedTable } from './list-rows.ts';
import { miniProgramActivities, miniProgramBlocks } from './mini-program-paper.ts';
import { inLanguage, type Paper, type PaperBlock, type PaperCode, type PaperLanguage, text } from './paper.ts';
import { PAPER_WORDS as WORDS } from './paper-words.ts';
import { policyBlocks } from './policy-paper.ts';

/** Which papers are compiled from this version: the guide only where something is met in a mini-program, the guardians' only from rules for children. */
export function papersOf(content: NoticeContent): PaperCode[] {
  return papersFor({ children: content.kind === 'children', miniProgram: miniProgramActivities(content).length > 0 });
}

/** The same from what decides it. */
export function papersFor(version: { readonly children: boolean; readonly miniProgram: boolean }): PaperCode[] {
  const { children, miniProgram } = version;
  return [
    'policy',
    'collected',
    'shared',
    ...(children ? (['guardian'] as const) : []),
    ...(!children && miniProgram ? (['mini-program'] as const) : []),
  ];
}

/** The name of a paper. */
export function paperTitle(content: NoticeContent, code: PaperCode, language: PaperLanguage): string {
  const pick = inLanguage(language);
  switch (code) {
    case 'policy':
      return pick(content.title);
    case 'collected':
      return pick(WORDS.collected);
    case 'shared':
      return pick(WORDS.shared);
    case 'guardian':
      return pick(WORDS.guardian);
    case 'mini-program': {
      const name = content.handler.miniProgram;
      if (name === undefined) return pick(WORDS.miniProgram);
      return language === 'zh' ? `${name.zh}${WORDS.miniProgram.zh}` : `${name.en}: ${WORDS.miniProgram.en}`;
    }
  }
}

function blocksOf(content: NoticeContent, code: PaperCode, language: PaperLanguage): PaperBlock[] {
  switch (code) {
    case 'policy':
      return policyBlocks(content, language);
    case 'collected':
      return [collectedTable(content, language)];
    case 'shared': {
      const table = sharedTable(content, language);
      return table.rows.length === 0 ? [text(WORDS.nobody[language])] : [table];
    }
    case 'guardian':
      return guardianBlocks(content, language);
    case 'mini-program':
      return miniProgramBlocks(content, language);
  }
}

/** Compiles a paper from one version of a notice; undefined where the version has no such paper. Pure: the same version gives the same paper. */
export function compilePaper(
  content: NoticeContent,
  hash: string,
  code: PaperCode,
  language: PaperLanguage,
): Paper | undefined {
  if (!papersOf(content).includes(code)) return undefined;
  return {
    code,
    language,
    title: paperTitle(content, code, language),
    subtitle: `${content.handler.name[language]} · ${WORDS.version[language]} ${content.version}`,
    blocks: blocksOf(content, code, language),
    wide: code === 'collected' || code === 'shared',
    bound: { notice: content.code, version: content.version, publishedAt: content.publishedAt, hash },
  };
}
