import { escapeHtml } from '../domain/escape-html.ts';
import type { Paper, PaperBlock, PaperCell, PaperTable } from './paper.ts';
import { PAPER_WORDS as WORDS } from './paper-words.ts';

function cell(value: PaperCell): string {
  if (typeof value === 'string') return escapeHtml(value);
  return value.map(escapeHtml).join('<br>');
}

// On a phone each line becomes a card whose values carry their column's name; wide tables scroll inside their box, which a keyboard must reach.
function table({ label, head, rows, widths }: PaperTable): string {
  const titles = head.map((each) => `<th scope="col">${escapeHtml(each)}</th>`).join('');
  const lines = rows
    .map((row) => {
      const cells = row.map(
        (value, n) => `<td data-column="${escapeHtml(head[n] ?? '')}"><span>${cell(value)}</span></td>`,
      );
      return `<tr>${cells.join('')}</tr>`;
    })
    .join('');
  return (
    `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(label)}"><table class="cards">` +
    `<colgroup>${widths.map((width) => `<col width="${width}%">`).join('')}</colgroup>` +
    `<thead><tr>${titles}</tr></thead><tbody>${lines}</tbody></table></div>`
  );
}

function block(each: PaperBlock): string {
  switch (each.kind) {
    case 'heading':
      return `<h${each.level}>${escapeHtml(each.text)}</h${each.level}>`;
    case 'text':
      return each.link === undefined
        ? `<p>${escapeHtml(each.text)}</p>`
        : `<p><a href="${escapeHtml(each.link)}">${escapeHtml(each.text)}</a></p>`;
    case 'list':
      return `<ul>${each.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
    case 'facts': {
      const rows = each.rows.map(([name, value]) => {
        const shown =
          typeof value === 'string' || value.length < 2
            ? cell(value)
            : `<ul>${value.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
        return `<tr><th scope="row">${escapeHtml(name)}</th><td>${shown}</td></tr>`;
      });
      return `<table class="facts"><tbody>${rows.join('')}</tbody></table>`;
    }
    case 'table':
      return table(each);
  }
}

/** Typesets a paper as an HTML article without scripts or styles; every text is escaped. */
export function paperHtml(paper: Paper): string {
  const { language, bound } = paper;
  const day = escapeHtml(bound.publishedAt.slice(0, 16).replace('T', ' '));
  const footer =
    `<footer><p>${WORDS.version[language]} ${bound.version} · ${WORDS.published[language]} ` +
    `<time datetime="${escapeHtml(bound.publishedAt)}">${day}</time></p>` +
    `<p class="hash">${WORDS.hash[language]} <code>${escapeHtml(bound.hash)}</code></p></footer>`;
  return (
    `<article lang="${language === 'zh' ? 'zh-CN' : 'en'}"${paper.wide ? ' class="wide"' : ''}>` +
    `<header><h1>${escapeHtml(paper.title)}</h1><p class="meta">${escapeHtml(paper.subtitle)}</p></header>` +
    `${paper.blocks.map(block).join('')}${footer}</article>`
  );
}
