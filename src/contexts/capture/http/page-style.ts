/** The one style sheet of the hosted pages: phone first, 360 px and up, AA contrast, no pictures, follows the browser's text size. */
export const PAGE_STYLE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#f6f8f7;color:#1b2421;font:1rem/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:30rem;margin:0 auto;padding:1rem;background:#fff;min-height:100vh}
header{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;margin-bottom:.5rem}
h1{font-size:1.375rem;line-height:1.35;margin:.5rem 0}
h2{font-size:1.0625rem;margin:1.25rem 0 .25rem}
a{color:#0b6e63}
label{display:block;font-weight:600;margin-top:1rem}
input[type=text],input[type=tel],input[type=email],select{width:100%;min-height:2.75rem;margin-top:.25rem;padding:.5rem .75rem;font:inherit;border:1px solid #8a929b;border-radius:.375rem;background:#fff;color:inherit}
input:focus-visible,select:focus-visible,button:focus-visible,a:focus-visible,summary:focus-visible{outline:3px solid #0b6e63;outline-offset:2px}
input[aria-invalid=true],select[aria-invalid=true]{border-color:#b42318;border-width:2px}
.error{color:#b42318;margin:.25rem 0 0;font-size:.9375rem}
.summary{border:2px solid #b42318;border-radius:.375rem;padding:.75rem 1rem;margin:1rem 0}
.summary ul{margin:.25rem 0 0;padding-left:1.25rem}
.tick{display:flex;gap:.75rem;align-items:flex-start;font-weight:400;padding:.5rem 0}
.tick input{width:1.375rem;height:1.375rem;margin:.125rem 0 0;flex:none}
fieldset{border:1px solid #d0d5da;border-radius:.375rem;margin:1rem 0;padding:.25rem 1rem}legend{font-weight:600;padding:0 .25rem}
.separate{border:1px solid #8a929b;border-radius:.375rem;padding:.25rem .75rem;margin:.75rem 0}
.hint{margin:.125rem 0 0}
button[disabled]{opacity:.7}
.notice{border:1px solid #d0d5da;border-radius:.375rem;padding:.75rem 1rem;margin:1rem 0;font-size:.9375rem;overflow-wrap:anywhere}
.notice h2{margin:0 0 .25rem}.notice p{margin:.5rem 0}.notice ul{margin:.25rem 0;padding-left:1.125rem}.notice li{margin:.375rem 0}.notice summary{cursor:pointer;color:#0b6e63;min-height:2.75rem;display:flex;align-items:center}
.notice table{width:100%;border-collapse:collapse}.notice td,.notice th{text-align:left;vertical-align:top;border-top:1px solid #d0d5da;padding:.25rem}
.muted{color:#57606a;font-size:.9375rem}
.trap{position:absolute;left:-10000px;width:1px;height:1px;overflow:hidden}
button{width:100%;min-height:3rem;margin-top:1.25rem;border:0;border-radius:.375rem;background:#0b6e63;color:#fff;font:inherit;font-weight:600}
button.plain{background:#fff;color:#0b6e63;border:1px solid #0b6e63;margin-top:.5rem}
.done{border-left:4px solid #1a7f37;padding:.25rem 0 .25rem .75rem}
@media print{main{max-width:none}button{display:none}}
`;
