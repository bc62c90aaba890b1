/** The style of everything that the SDK shows; it lies in a shadow root, so a page's own style neither reaches it nor suffers from it. */
const STYLE = `
:host{all:initial;-webkit-text-size-adjust:inherit;text-size-adjust:inherit}
*{box-sizing:border-box}
.box{position:fixed;z-index:2147483000;left:0;right:0;bottom:0;max-height:85vh;overflow:auto;background:#fff;color:#1b2421;border-top:1px solid #c3ccc8;font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;padding:1em}
.box>div{max-width:46em;margin:0 auto}
dialog{border:1px solid #c3ccc8;border-radius:.5em;padding:1em;width:min(34em,calc(100vw - 1em));max-width:none;max-height:90vh;overflow:auto;background:#fff;color:#1b2421;font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
dialog::backdrop{background:rgba(0,0,0,.45)}
h2{font-size:1.125em;line-height:1.35;margin:0 0 .25em}
h3{font-size:1em;margin:0}
p{margin:.25em 0;overflow-wrap:anywhere}
.small{font-size:.875em;color:#4d5853}
ul.purposes{list-style:none;margin:.5em 0;padding:0}
ul.purposes>li{border-top:1px solid #dde3e0;padding:.625em 0}
.row{display:flex;gap:.75em;align-items:center;justify-content:space-between}
label{display:flex;gap:.625em;align-items:flex-start;min-height:2.75em;padding:.5em 0}
input{width:1.375em;height:1.375em;margin:.125em 0 0;flex:none;accent-color:#0b6e63}
.two{display:flex;flex-wrap:wrap;gap:.75em;margin-top:.75em}
.two button{flex:1 1 8em}
button{min-height:3em;padding:.5em 1em;font:inherit;font-weight:600;border-radius:.375em;border:1px solid #0b6e63;background:#fff;color:#0b6e63;cursor:pointer}
button.filled{background:#0b6e63;color:#fff}
button.link{border-color:transparent;text-decoration:underline}
button.large{min-height:3.75em;font-size:1.125em}
button.small{min-height:2.75em;font-size:.875em}
.box.middle{top:50%;bottom:auto;transform:translateY(-50%);border-bottom:1px solid #c3ccc8}
button[disabled]{opacity:.6;cursor:default}
button:focus-visible,a:focus-visible,input:focus-visible,summary:focus-visible{outline:3px solid #0b6e63;outline-offset:2px}
button[role=switch]{flex:none;min-height:2.75em;min-width:4.5em;padding:.25em;border:0;background:none}
button[role=switch] i{display:block;width:3.25em;height:1.75em;border-radius:1em;background:#6b7671;position:relative;margin:auto}
button[role=switch] i::after{content:"";position:absolute;top:.1875em;left:.1875em;width:1.375em;height:1.375em;border-radius:50%;background:#fff}
button[role=switch][aria-checked=true] i{background:#0b6e63}
button[role=switch][aria-checked=true] i::after{left:1.6875em}
a{color:#0b6e63}
summary{cursor:pointer;color:#0b6e63;min-height:2.75em;display:flex;align-items:center}
details ul{padding-left:1.125em;margin:.25em 0}
table{width:100%;border-collapse:collapse}
[role=alert]:not(:empty){color:#b42318;font-weight:600}
.pill{position:fixed;z-index:2147482999;left:.5em;bottom:.5em;display:flex;gap:.5em}
.pill button,.pill span{min-height:2.75em;font:600 14px/1.4 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
.pill span:not(:empty){background:#fff;color:#1b2421;padding:.75em .5em}
[hidden]{display:none!important}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media print{.box,.pill{display:none}}
`;

/** Puts the style into a shadow root: as a sheet, which a strict content security policy does not forbid; where that is unknown, as an element. */
export function dress(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement('style');
    style.textContent = STYLE;
    root.append(style);
  }
}

/** A new shadow root on an element of its own at the end of the page, or at its beginning. */
export function openRoot(where: 'first' | 'last'): { readonly host: HTMLElement; readonly root: ShadowRoot } {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  dress(root);
  document.body[where === 'first' ? 'prepend' : 'append'](host);
  return { host, root };
}
