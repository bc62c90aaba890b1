/** The one style sheet of published notices: a document on A4, readable on a 360 px phone and in black and white. */
export const NOTICE_STYLE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#eceff1;color:#1a1a1a;font:1rem/1.75 "FangSong","STFangsong","Noto Serif CJK SC","Songti SC",serif}
nav,main{max-width:210mm;margin:0 auto}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:.75rem 1rem;font:.875rem/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
nav a{color:#0b4f8a;min-height:1.75rem}
a:focus-visible{outline:3px solid #0b4f8a;outline-offset:2px}
main{background:#fff;padding:1.25rem 1rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.4;text-align:center;margin:.5rem 0}
h2{font-size:1.125rem;line-height:1.5;margin:2rem 0 .5rem;font-family:"SimHei","Heiti SC","Noto Sans CJK SC",system-ui,sans-serif}
h3{font-size:1rem;margin:1.25rem 0 .25rem}
.meta{text-align:center;color:#444;margin:.25rem 0 1.5rem}
table{width:100%;border-collapse:collapse;font-size:.9375rem;line-height:1.6}
th,td{border:1px solid #8a8a8a;padding:.35rem .5rem;text-align:left;vertical-align:top}
th{font-weight:600;background:#f3f3f3}
.facts th{width:9em}
.facts ul{margin:0;padding-left:1.1rem}
.scroll{overflow-x:auto}
.scroll table{min-width:34rem}
footer{margin-top:2.5rem;border-top:1px solid #8a8a8a;padding-top:.5rem;font-size:.8125rem;color:#333}
footer p{margin:.15rem 0}
code{font-family:ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
@media (min-width:48rem){body{padding:1.5rem 0}main{padding:20mm 22mm;box-shadow:0 0 0 1px #d0d0d0}}
@media screen and (max-width:48rem){
.cards,.cards tbody,.cards tr,.cards td{display:block;width:auto}.scroll .cards,article.wide .scroll .cards{min-width:0}
.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.cards tr{border:1px solid #8a8a8a;margin:0 0 .75rem;padding:.25rem 0}
.cards td{border:0;display:grid;grid-template-columns:7.5em 1fr;gap:.5rem;padding:.2rem .6rem}
.cards td::before{content:attr(data-column);color:#444;font-weight:600}
}
@media (max-width:30rem){.facts th,.facts td{display:block;width:auto;border-bottom:0}.facts tr:last-child td{border-bottom:1px solid #8a8a8a}}
@page{size:A4;margin:20mm 18mm}
@page across{size:A4 landscape;margin:15mm 12mm}
article.wide table{font-size:.8125rem;table-layout:fixed}
main:has(article.wide){max-width:297mm}article.wide .scroll table{min-width:60rem}
@media (min-width:48rem){main:has(article.wide){padding:14mm 12mm}}
@media print{article.wide{page:across}article.wide .scroll table{min-width:0}article.wide table{font-size:7.5pt;line-height:1.35}th{background:none}body{background:#fff;padding:0;font-size:11pt}nav{display:none}main{padding:0;max-width:none;box-shadow:none}h2,h3{break-after:avoid}tr{break-inside:avoid}.scroll{overflow:visible}.scroll table{min-width:0}}
`;
