import { raw } from './markup.ts'
import { DARK, LIGHT, themeCss } from './theme.ts'

const BASE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
main,header,footer{max-width:1120px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
.brand{margin:0;color:var(--muted);font-weight:600;letter-spacing:.02em}
h1{margin:4px 0 6px;font-size:clamp(1.5rem,4.2vw,2.1rem);line-height:1.2;text-wrap:balance;overflow-wrap:anywhere}
h2{margin:0 0 10px;font-size:1.35rem;overflow-wrap:anywhere}
h3{margin:0 0 10px;font-size:1.1rem}
p{margin:0 0 12px;max-width:80ch}
.when,.none{color:var(--muted)}
.play{border-left:4px solid var(--warning);padding:2px 0 2px 12px}
.chapter{margin:26px 0 44px}
section section{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:18px 18px 14px;margin:0 0 18px}
.verdict{display:flex;flex-wrap:wrap;gap:6px 14px;align-items:baseline;max-width:none;background:var(--card);border:1px solid var(--rule);border-left:6px solid currentColor;border-radius:10px;padding:14px 18px;margin:0 0 14px}
.verdict strong{font-size:1.2rem;letter-spacing:.03em}
.verdict span{color:var(--text);flex:1 1 280px;max-width:80ch}
.critical{color:var(--critical)}.warning{color:var(--warning)}.unknown{color:var(--unknown)}.calm{color:var(--calm)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:1px;margin:0 0 18px;background:var(--card);border:1px solid var(--rule);border-radius:10px;overflow:hidden}
.facts div{box-shadow:0 0 0 1px var(--rule);padding:12px 16px}
.grave{color:var(--critical)}
dt{color:var(--muted);font-size:.85rem}
dd{margin:2px 0 0;font-size:1.15rem;font-weight:600;line-height:1.3;overflow-wrap:anywhere}
dd small{display:block;margin-top:2px;font-size:.82rem;font-weight:400;color:var(--muted)}
`

const CHARTS = `
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:22px 28px;margin:0 0 16px}
.charts.small{grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr))}
figure{margin:0 0 14px;min-width:0}
.charts figure{margin:0}
figcaption{margin:0 0 6px;max-width:95ch;color:var(--muted);font-size:.92rem}
figcaption strong{color:var(--text)}
svg{display:block}
.plot{overflow:visible}
.ink{overflow:hidden}
.line{fill:none;stroke:var(--line);stroke-width:1.7;stroke-linejoin:round;stroke-linecap:round;vector-effect:non-scaling-stroke}
.area{fill:var(--line);fill-opacity:.12}
.rule{stroke:var(--rule)}
.base{stroke:var(--muted)}
.level{stroke:var(--muted);stroke-dasharray:3 3}
.name,.pin-name{font-size:12px;fill:var(--muted);paint-order:stroke;stroke:var(--card);stroke-width:3.5px;stroke-linejoin:round}
.pin-name{fill:var(--text);font-weight:600}
.pin{fill:var(--card);stroke:var(--text);stroke-width:2}
.band-outer{fill:var(--band-outer)}.band-middle{fill:var(--band-middle)}.band-inner{fill:var(--band-inner)}
.hole{fill:url(#hatch)}
.hatching{stroke:var(--hatch);stroke-width:1}
.hair{stroke:var(--muted);stroke-opacity:.45}
.hair-ended{stroke:var(--critical);stroke-opacity:.8}
.mark path,.key path{stroke-width:1.6;stroke-linejoin:round}
.mark-entered path{fill:var(--warning);stroke:var(--warning)}
.mark-left path{fill:var(--card);stroke:var(--calm)}
.mark-ended path{fill:none;stroke:var(--critical);stroke-width:2.4}
.mark-other path{fill:var(--card);stroke:var(--muted)}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;margin:0 0 16px;padding:0;color:var(--muted);font-size:.9rem}
.legend li{display:flex;gap:7px;align-items:center}
.legend .key{flex:none}
.legend .hole{stroke:var(--muted)}
`

const TABLES = `
table{border-collapse:collapse;width:100%;font-size:.92rem;margin:0 0 10px}
caption{text-align:left;color:var(--muted);padding:0 0 6px}
th,td{text-align:left;vertical-align:top;padding:6px 14px 6px 0;border-top:1px solid var(--rule);font-weight:400}
tbody th{font-weight:600}
thead th{color:var(--muted);font-size:.85rem;border-top:0}
.journal td:last-child{width:100%;overflow-wrap:anywhere}
.journal td:nth-child(-n+2){white-space:nowrap}
.day th{padding-top:16px;border-top:0;color:var(--text)}
.tag{font-weight:600}
.flag{display:block;color:var(--warning)}
details{margin:4px 0 0;color:var(--muted)}
summary{cursor:pointer;font-size:.88rem;padding:4px 0}
summary:focus-visible{outline:2px solid var(--line);outline-offset:2px}
details table{color:var(--text)}
footer{color:var(--muted);font-size:.9rem;padding-bottom:40px}
ul{margin:0 0 12px;padding-left:20px}
li{max-width:80ch}
@media (max-width:640px){
main,header,footer{padding-left:14px;padding-right:14px}
section section{padding:14px 12px 10px}
.data,.data tbody,.data caption{display:block}
.data thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.data tr{display:flex;flex-wrap:wrap;gap:2px 14px;padding:8px 0;border-top:1px solid var(--rule)}
.data th,.data td{padding:0;border:0}
.data tbody th{flex:1 0 100%}
.data td::before{content:attr(data-name) " ";color:var(--muted)}
.journal,.journal tbody,.journal caption{display:block}
.journal thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.journal tr{display:grid;grid-template-columns:auto auto 1fr;gap:0 12px;padding:8px 0;border-top:1px solid var(--rule)}
.journal th,.journal td{padding:0;border:0}
.journal td:last-child{grid-column:1/-1;width:auto}
.facts{grid-template-columns:1fr 1fr}
.facts div{padding:10px 12px}
}
@media print{
body{font-size:11pt}
section section,.verdict,.facts{border-color:#999}
figure,tr,.facts div{break-inside:avoid}
h2,h3,caption{break-after:avoid}
details{display:none}
}
`

/** The style sheet of the page: both colour schemes, narrow screens, paper. */
export const STYLE = raw(
  `:root{color-scheme:light dark;${themeCss(LIGHT)}}@media screen and (prefers-color-scheme:dark){:root{${themeCss(DARK)}}}${BASE}${CHARTS}${TABLES}`.replaceAll(
    '\n',
    '',
  ),
)
