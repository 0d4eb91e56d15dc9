export const STYLE = `
:root { color-scheme: light dark;
  --paper: #f6f7f5; --card: #fff; --ink: #1b2423; --soft: #5c6a68; --line: #dfe4e1; --accent: #0b6e69; --code: #eef2f0;
  --critical: #a3123c; --high: #d6452b; --medium: #c98a05; --low: #3a78b4; --fine: #2f8f5b; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #121817; --card: #1a2221; --ink: #e6ecea; --soft: #9aa9a6; --line: #2c3735; --accent: #5cc8be; --code: #222c2a;
  --critical: #f0668c; --high: #ff8a6b; --medium: #f0bd4e; --low: #7db6ec; --fine: #66cf97; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; }
main, header, footer { max-width: 66rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 3rem; }
h1 { font-size: 2.1rem; line-height: 1.15; letter-spacing: -.02em; margin: 0 0 .35rem; }
h2 { font-size: 1.25rem; letter-spacing: -.01em; margin: 2.75rem 0 1rem; }
h3 { font-size: .8rem; text-transform: uppercase; letter-spacing: .07em; color: var(--soft); margin: 1.6rem 0 .4rem; }
p { margin: .4rem 0; max-width: 46rem; }
.lead { color: var(--soft); margin: 0; max-width: none; overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: 11rem 19rem minmax(0, 1fr); gap: 1rem; margin: 2rem 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.1rem 1.3rem; }
.card h3 { margin-top: 0; }
.score { font-size: 3.6rem; font-weight: 650; line-height: 1; letter-spacing: -.04em; }
.score small { font-size: 1rem; font-weight: 400; color: var(--soft); letter-spacing: 0; }
.meter { display: block; width: 100%; height: 8px; margin: 1rem 0 .8rem; } .meter .track { fill: var(--line); } .meter .fill { fill: var(--accent); }
.severities { display: flex; align-items: center; gap: 1.2rem; }
.ring { width: 8.2rem; flex: none; } .arc { fill: none; stroke-width: 15; }
.arc.empty { stroke: var(--line); } .arc.critical { stroke: var(--critical); } .arc.high { stroke: var(--high); } .arc.medium { stroke: var(--medium); } .arc.low { stroke: var(--low); }
.total { font-size: 30px; font-weight: 650; fill: var(--ink); } .unit { font-size: 12px; fill: var(--soft); }
.areas { width: 100%; max-height: 19rem; } .areas text { font-size: 15px; fill: var(--ink); } .areas .count { fill: var(--soft); }
.bar.critical { fill: var(--critical); } .bar.high { fill: var(--high); } .bar.medium { fill: var(--medium); } .bar.low { fill: var(--low); }
.legend { list-style: none; margin: 0; padding: 0; font-size: .92rem; } .legend li { display: flex; gap: .55rem; align-items: center; padding: .12rem 0; white-space: nowrap; } .legend b { min-width: 1.2rem; text-align: right; }
.dot { width: .7rem; height: .7rem; border-radius: 50%; flex: none; } .dot.critical { background: var(--critical); } .dot.high { background: var(--high); } .dot.medium { background: var(--medium); } .dot.low { background: var(--low); }
.tools { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; padding: .8rem 0; background: var(--paper); }
.tools input { flex: 1 1 14rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 9px; padding: .45rem .8rem; }
.tools button { font: inherit; font-size: .9rem; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 99px; padding: .35rem .9rem; cursor: pointer; display: inline-flex; gap: .45rem; align-items: center; }
.tools button[aria-pressed="false"] { opacity: .45; text-decoration: line-through; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.shown { color: var(--soft); font-size: .9rem; margin-left: auto; }
.group { background: var(--card); border: 1px solid var(--line); border-left: 5px solid var(--line); border-radius: 12px; margin: .65rem 0; }
.group.critical { border-left-color: var(--critical); } .group.high { border-left-color: var(--high); } .group.medium { border-left-color: var(--medium); } .group.low { border-left-color: var(--low); }
summary { display: flex; gap: .9rem; align-items: baseline; padding: .8rem 1.2rem; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::after { content: "+"; color: var(--soft); font-size: 1.2rem; line-height: 1; } details[open] > summary::after { content: "−"; }
summary .name { font-weight: 600; flex: 1; } summary .id { font-weight: 400; color: var(--soft); font-size: .85rem; margin-left: .5rem; }
.badge { font-size: .72rem; font-weight: 700; letter-spacing: .06em; min-width: 4.6rem; } .badge.critical { color: var(--critical); } .badge.high { color: var(--high); } .badge.medium { color: var(--medium); } .badge.low { color: var(--low); }
.many { color: var(--soft); white-space: nowrap; font-size: .9rem; }
.inside { padding: 0 1.2rem 1.3rem; border-top: 1px solid var(--line); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; } th { text-align: left; font-weight: 600; color: var(--soft); font-size: .82rem; }
th, td { padding: .5rem .8rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; } tr:last-child td { border-bottom: 0; } td:first-child { min-width: 9rem; }
code, pre { font: .86em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; } code { overflow-wrap: anywhere; }
pre { background: var(--code); border-radius: 8px; padding: .8rem 1rem; margin: .4rem 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
ol { margin: .3rem 0; padding-left: 1.3rem; max-width: 46rem; } .muted { color: var(--soft); } .tags { display: flex; flex-wrap: wrap; gap: .4rem; }
.tag { font-size: .8rem; background: var(--code); border-radius: 6px; padding: .1rem .5rem; }
.calm { border-left-color: var(--fine); padding: 1.2rem; } footer { color: var(--soft); font-size: .85rem; padding-top: 2.5rem; padding-bottom: 3rem; } [hidden] { display: none !important; }
@media (max-width: 60rem) { .cards { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 40rem) { main, header, footer { padding-left: 1rem; padding-right: 1rem; } summary { flex-wrap: wrap; gap: .2rem .8rem; } summary .name { flex-basis: 100%; order: 3; overflow-wrap: anywhere; } .many { margin-left: auto; } .severities { gap: .8rem; } .areas text { font-size: 22px; } }
@media print { :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --code: #f3f3f3; --critical: #8d0f34; --high: #b8391f; --medium: #8f6200; --low: #2b5f92; --accent: #064f4b; }
  body { font-size: 10pt; print-color-adjust: exact; } .tools, summary::after { display: none; } .cards { grid-template-columns: 8rem 1fr 1.6fr; } .card { padding: .7rem; } .group { break-inside: auto; } summary, tr, pre { break-inside: avoid; } summary { break-after: avoid; } }
`
