import { Document, Packer, PageOrientation, type Paragraph, type Table } from 'docx';
import { BODY_STYLE, body, footer, heading, list, right, small, tableOf, title } from '../../../platform/docx/index.ts';
import type { Paper, PaperBlock, PaperCell } from './paper.ts';
import { PAPER_WORDS as WORDS } from './paper-words.ts';

// A4 in twentieths of a point; margins 2.54 cm above and below, 3.18 cm left and right, and 1.5 cm around tables across.
const WIDTH = 11_906;
const HEIGHT = 16_838;
const MARGIN = { top: 1440, bottom: 1440, left: 1803, right: 1803, footer: 720 };
const NARROW = { top: 1134, bottom: 1134, left: 850, right: 850, footer: 567 };

const words = (cell: PaperCell): string => (typeof cell === 'string' ? cell : cell.join('；'));

function children(blocks: readonly PaperBlock[], width: number, wide: boolean): (Paragraph | Table)[] {
  return blocks.flatMap((block) => setBlock(block, width, wide));
}

function setBlock(block: PaperBlock, width: number, wide: boolean): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'heading':
      return [heading(block.text, block.level === 2 ? 1 : 2)];
    case 'text':
      return [body(block.link === undefined ? block.text : `${block.text} ${block.link}`)];
    case 'list':
      return list(block.items);
    case 'facts':
      return [factsTable(block.rows, width)];
    case 'table':
      return [
        tableOf(
          block.head,
          block.rows.map((row) => row.map(words)),
          { widths: block.widths, width, points: wide ? 7.5 : 9 },
        ),
      ];
  }
}

function factsTable(rows: readonly (readonly [name: string, value: PaperCell])[], width: number): Table {
  const [first, ...rest] = rows;
  return tableOf(
    first === undefined ? ['', ''] : [first[0], words(first[1])],
    rest.map(([name, value]) => [name, words(value)]),
    { widths: [26, 74], width, points: 10.5, head: 'column' },
  );
}

/** The paper as a .docx file: A4, 仿宋, lists across, page numbers, version and hash in the footer. */
export function paperDocx(paper: Paper): Promise<Buffer> {
  const { wide, bound, language } = paper;
  const margin = wide ? NARROW : MARGIN;
  const width = (wide ? HEIGHT : WIDTH) - margin.left - margin.right;
  const day = bound.publishedAt.slice(0, 16).replace('T', ' ');
  const version = `${bound.notice} · ${WORDS.version[language]} ${bound.version} · ${WORDS.published[language]} ${day}`;
  const document = new Document({
    creator: paper.subtitle,
    title: paper.title,
    description: '',
    styles: BODY_STYLE,
    sections: [
      {
        properties: {
          page: {
            size: { width: WIDTH, height: HEIGHT, ...(wide ? { orientation: PageOrientation.LANDSCAPE } : {}) },
            margin,
          },
        },
        footers: { default: footer(`${version} · SHA-256 ${bound.hash}`, language) },
        children: [
          title(paper.title),
          right(paper.subtitle),
          ...children(paper.blocks, width, wide),
          right(version),
          small(`${WORDS.hash[language]} ${bound.hash}`),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}
