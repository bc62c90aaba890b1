/** How the account looks, on a screen and on A4. Fonts are those that machines in China have; nothing is loaded. */
export const ACCOUNT_STYLE = `
@page { size: A4; margin: 25.4mm 31.8mm; @bottom-center { content: counter(page) " / " counter(pages); font: 9pt serif; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1.25rem 4rem; color: #1f1f1f; background: #fff;
  font: 15px/1.75 "FangSong", "STFangsong", "Songti SC", "Noto Serif CJK SC", "SimSun", serif; }
header { text-align: center; margin-bottom: 2rem; }
h1 { font: 600 1.6rem/1.4 "SimHei", "Heiti SC", "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 0 0 .5rem; letter-spacing: .08em; }
h2 { font: 600 1.1rem/1.5 "SimHei", "Heiti SC", "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 2rem 0 .75rem; break-after: avoid; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; break-after: avoid; }
.by { margin: 0; color: #595959; }
table { width: 100%; border-collapse: collapse; margin: .5rem 0; font-size: .87rem; line-height: 1.55; }
th, td { border: 1px solid #bfbfbf; padding: .35rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead { display: table-header-group; }
thead th { background: #f5f5f5; }
tr { break-inside: avoid; }
tbody td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
tbody td:nth-child(2) { min-width: 5.5em; }
thead th:last-child { min-width: 5em; }
tbody td:last-child { font-variant-numeric: tabular-nums; }
.facts th { width: 9rem; background: #f5f5f5; font-weight: 600; }
.facts td { white-space: normal; }
.notice { border: 1px solid #d9d9d9; padding: .5rem 1rem; margin: 1rem 0; font-size: .9rem; overflow-x: auto; }
.notice h1 { font-size: 1.1rem; } .notice h2 { font-size: 1rem; margin: 1rem 0 .5rem; }
.source { color: #595959; overflow-wrap: anywhere; margin: 0 0 .5rem; border-bottom: 1px solid #e8e8e8; padding-bottom: .5rem; }
code { font: .85em/1.5 ui-monospace, "Cascadia Mono", Consolas, monospace; overflow-wrap: anywhere; }
li { margin: .2rem 0; }
@media screen and (max-width: 40rem) {
  body { padding: 1rem .75rem 3rem; }
  section > table:not(.facts) thead { display: none; }
  section > table:not(.facts) tr { display: grid; grid-template-columns: 1fr auto; gap: 0 .75rem; border-bottom: 1px solid #bfbfbf; padding: .5rem 0; }
  section > table:not(.facts) td { border: 0; padding: 0; }
  section > table:not(.facts) td:first-child { color: #595959; grid-column: 1; grid-row: 2; }
  section > table:not(.facts) td:nth-child(2) { font-weight: 600; grid-column: 1; grid-row: 1; }
  section > table:not(.facts) td:nth-child(3) { grid-column: 1 / -1; grid-row: 3; }
  section > table:not(.facts) td:last-child { grid-column: 2; grid-row: 1; }
  section > table:not(.facts) td:nth-child(3):last-child { grid-column: 1 / -1; grid-row: 3; }
  .facts th { width: 6.5rem; }
}
@media print { body { max-width: none; padding: 0; font-size: 11pt; } .notice { border: 0; padding: 0; } a { color: inherit; text-decoration: none; } }
`;
