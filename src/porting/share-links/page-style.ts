// Pure: no I/O, no clock, no randomness.

/** The style of the pages behind share links: one column, for phones first, in light and dark, and for printers. */
export const pageStyle = `
:root{color-scheme:light dark;--text:light-dark(#1d2433,#e4e8f0);--soft:light-dark(#4f586e,#a7b0c4);--line:light-dark(#d9dee8,#2f374a);--page:light-dark(#fff,#10141d);--panel:light-dark(#f5f6fa,#181e2b);--accent:light-dark(#2d4cc8,#9db1ff);--alert:light-dark(#a1260d,#ffb4a3);--good:light-dark(#0b6b41,#7fd6a4)}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:17px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:40rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.7rem;line-height:1.25;margin:.25rem 0 .75rem}
h2{font-size:1.2rem;margin:2rem 0 .5rem}
h3{font-size:1.05rem;margin:0 0 .25rem}
p{margin:.5rem 0}
.soft{color:var(--soft)}
.over{color:var(--soft);margin:0}
dl{margin:1rem 0;padding:1rem;background:var(--panel);border:1px solid var(--line);border-radius:.6rem}
dt{font-weight:600}
dd{margin:0 0 .75rem}
dd:last-child{margin-bottom:0}
ol.steps{list-style:none;margin:1rem 0;padding:0}
ol.steps li{padding:.3rem 0 .3rem 1.1rem;border-left:.3rem solid var(--line);color:var(--soft)}
ol.steps li.done{border-color:var(--good)}
ol.steps li.current{border-color:var(--accent);color:var(--text);font-weight:600}
.card{margin:1rem 0;padding:1rem;border:1px solid var(--line);border-radius:.6rem}
.card>:last-child,.card form>:last-child{margin-bottom:0}
.card ul{margin:.5rem 0 0;padding-left:1.2rem}
.alert{border-color:var(--alert)}
.alert h3,.alert strong{color:var(--alert)}
.good{border-color:var(--good)}
label{display:block;font-weight:600;margin-top:.75rem}
input,select{display:block;width:100%;min-height:2.75rem;margin:.3rem 0 .75rem;font:inherit;padding:.5rem .6rem;border:1px solid var(--soft);border-radius:.4rem;background:var(--page);color:var(--text)}
input[aria-invalid],select[aria-invalid]{border:2px solid var(--alert)}
.error{margin:.1rem 0;color:var(--alert)}
a{color:var(--accent)}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border:0;border-radius:.4rem;background:var(--accent);color:var(--page);cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
table{width:100%;border-collapse:collapse}
th,td{text-align:left;padding:.45rem .5rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top}
footer{margin-top:2.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.9rem}
@media print{:root{color-scheme:light}body{font-size:11pt}main{max-width:none;padding:0}input,select,button,label,.hint,.error{display:none}.card,dl,tr,ol.steps li{break-inside:avoid}}
`;
