/** The app's own colours (web/app/tokens.css), with the fonts every system has. */
export const style = `
:root{color-scheme:light dark;--canvas:light-dark(#fafaf9,#111110);--surface:light-dark(#fff,#181817);--raised:light-dark(#f4f4f2,#21211f);--line:light-dark(#e6e5e2,#2c2b29);--ink:light-dark(#1b1a18,#f1f0ee);--ink-2:light-dark(#57544f,#b4b0aa);--ink-3:light-dark(#6f6b65,#938e87);--warn:light-dark(oklch(.54 .115 70),oklch(.8 .13 80));--bad:light-dark(oklch(.55 .19 27),oklch(.72 .16 25));--link:light-dark(oklch(.5 .165 255),oklch(.76 .13 255))}
*{box-sizing:border-box}
body{margin:0;background:var(--canvas);color:var(--ink);font:14px/22px Inter,system-ui,sans-serif;overflow-wrap:anywhere}
main,footer{max-width:1400px;margin:0 auto;padding:24px 16px}
h1{font-size:20px;line-height:28px;margin:0}h1+:is(p,form):not(.note){margin-top:10px}
h2{font-size:15px;margin:28px 0 8px}
h3{display:flex;align-items:center;gap:8px;font-size:13px;margin:0 0 8px}
p{margin:0 0 10px}
.note,.label,footer{color:var(--ink-3);font-size:12px;line-height:18px}
.label{margin:20px 0 4px;font-weight:500}
.prompt{font-size:15px;font-weight:500;white-space:pre-wrap}
header .prompt,.text{background:var(--raised);border-radius:8px;padding:12px;font-weight:400;font-size:14px;white-space:pre-wrap}
.turn{border-top:1px solid var(--line);margin-top:20px}
.answers{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));gap:16px}
article{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:12px;min-width:0}
.dot{border:4.5px solid var(--hue);border-radius:50%;flex:none}
.figures,.settings,pre,code,td,th{font-family:"JetBrains Mono",ui-monospace,monospace;font-variant-numeric:tabular-nums}
.figures,.settings{font-size:11.5px;color:var(--ink-2);margin:10px 0 0}
.settings{margin:0 0 8px}
.settings bdi{border:1px solid var(--line);border-radius:6px;padding:1px 5px}
.about{font-weight:400;font-size:12px;color:var(--ink-3)}.words{color:var(--ink-2)}
.vote{font-size:12px;color:var(--ink-2);font-weight:500}
.bad{color:var(--bad)}.warn{color:var(--warn)}
pre{background:var(--raised);border-radius:6px;padding:10px;overflow-x:auto;font-size:12px;line-height:18px;white-space:pre-wrap}
pre.text{font-family:inherit;font-size:14px;line-height:22px}
code{font-size:12px}
.markdown>:first-child{margin-top:0}.markdown>:last-child{margin-bottom:0}
.markdown :is(h1,h2,h3,h4,h5,h6){display:block;font-size:15px;line-height:22px;margin:16px 0 6px}
.markdown :is(ul,ol){padding-left:22px}
.markdown img{display:none}
blockquote{margin:0 0 10px;padding-left:12px;border-left:3px solid var(--line);color:var(--ink-2)}
a{color:var(--link)}
.wide,.markdown{overflow-x:auto}
table{border-collapse:collapse;margin:0 0 10px}
td,th{border:1px solid var(--line);padding:3px 8px;text-align:left;font-size:12px;line-height:18px;vertical-align:top;white-space:pre-wrap;overflow-wrap:break-word;max-width:640px}
details{margin:0 0 10px;color:var(--ink-2)}
.reasoning{white-space:pre-wrap;font-size:13px;line-height:20px;padding-top:6px}
form{display:grid;gap:10px;max-width:340px}
input,button{font:inherit;padding:6px 10px;border-radius:6px;border:1px solid var(--ink-3);background:var(--surface);color:var(--ink)}
button{background:var(--ink);color:var(--canvas)}
.hue0{--hue:light-dark(oklch(.54 .165 255),oklch(.72 .13 255))}.hue1{--hue:light-dark(oklch(.555 .145 45),oklch(.76 .13 55))}.hue2{--hue:light-dark(oklch(.525 .125 155),oklch(.75 .12 155))}.hue3{--hue:light-dark(oklch(.55 .19 315),oklch(.73 .15 315))}.hue4{--hue:light-dark(oklch(.53 .1 205),oklch(.76 .1 205))}.hue5{--hue:light-dark(oklch(.565 .19 12),oklch(.72 .15 12))}.hue6{--hue:light-dark(oklch(.54 .112 95),oklch(.8 .12 95))}.hue7{--hue:light-dark(oklch(.54 .05 270),oklch(.72 .05 270))}
@page{margin:14mm}
@media print{:root{color-scheme:light}body{background:#fff;font-size:11px;line-height:16px}.prompt,header .prompt,.text,pre.text{font-size:12px;line-height:18px}.reasoning{font-size:11px;line-height:16px}header .prompt,.text{padding:0}main,footer{padding:0;max-width:none}article,tr{break-inside:avoid-page}h2,h3,.prompt{break-after:avoid}.answers{display:block}article{margin-bottom:10px}.wide,.markdown,pre{overflow:visible}td,th{font-size:10px;line-height:14px;max-width:none;overflow-wrap:anywhere}tr>:first-child{overflow-wrap:normal}.many td,.many th{font-size:7px;line-height:10px;padding:1px 2px;overflow-wrap:normal}details::details-content{content-visibility:visible;display:block;height:auto}details>summary{list-style:none}a[href^="http"]::after{content:" (" attr(href) ")";font-size:10px;color:var(--ink-3)}}
`.trim()
