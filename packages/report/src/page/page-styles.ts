/** How a report looks on a screen, by day and night, and on paper, where no colour is needed. */

/** The style sheet. */
export const pageStyles = `:root { --paper: #f5f4ef; --panel: #fffefa; --ink: #17252e; --soft: #56646d; --rule: #dcd9d0; --accent: #a8481a;
  --supported: #1f6b45; --contradicted: #a3262a; --open: #5b5f66; --p0: #17697a; --p1: #2f8f6b; --p2: #a8481a; --p3: #8a6d1d; --p4: #9aa3a8; }
@media (prefers-color-scheme: dark) { :root { --paper: #14191d; --panel: #1b2227; --ink: #e6e9ea; --soft: #a4b0b6; --rule: #323c43; --accent: #f0935f;
  --supported: #6fcf9b; --contradicted: #ff8f8a; --open: #b5bcc2; --p0: #58b4c8; --p1: #6fcf9b; --p2: #f0935f; --p3: #d8b64a; --p4: #6d7880; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.5 "Noto Sans", system-ui, -apple-system, "Segoe UI", sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 48px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 12px; }
h2 { font-size: 19px; margin: 40px 0 10px; padding-top: 10px; border-top: 1px solid var(--rule); }
h3 { font-size: 15px; margin: 24px 0 6px; }
h4 { font-size: 14px; margin: 0 0 4px; }
p { margin: 0 0 10px; max-width: 76ch; }
ul { margin: 0 0 10px; padding-left: 20px; max-width: 80ch; }
.answer { background: var(--panel); border-left: 3px solid var(--accent); padding: 14px 18px 6px; font-size: 16px; }
.weak { color: var(--soft); }
code { font: 12px/1.5 "Noto Sans Mono", ui-monospace, monospace; overflow-wrap: anywhere; }
.wide { overflow-x: auto; margin: 0 0 16px; }
table { border-collapse: collapse; width: 100%; background: var(--panel); font-size: 13px; }
caption { text-align: left; color: var(--soft); padding: 4px 0; }
th, td { text-align: left; vertical-align: top; padding: 6px 10px; border-bottom: 1px solid var(--rule); overflow-wrap: break-word; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; margin: 0 0 16px; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.word { letter-spacing: 0.02em; }
.supported .word, .word.supported { color: var(--supported); }
.contradicted .word, .word.contradicted { color: var(--contradicted); }
.not-observed .word, .word.not-observed, .not-testable .word, .word.not-testable { color: var(--open); }
.verdict { background: var(--panel); border: 1px solid var(--rule); padding: 10px 14px 2px; margin: 0 0 8px; break-inside: avoid; }
figure { margin: 0 0 16px; }
figure svg { max-width: 100%; height: auto; }
.bar div { display: flex; height: 14px; background: var(--rule); margin: 4px 0; }
.bar div span { display: block; height: 100%; border-right: 1px solid var(--panel); }
.bar ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 18px; }
.key { display: inline-block; width: 10px; height: 10px; margin-right: 6px; }
.part0 { background: var(--p0); } .part1 { background: var(--p1); } .part2 { background: var(--p2); } .part3 { background: var(--p3); } .part4 { background: var(--p4); }
footer { max-width: 1080px; margin: 0 auto; padding: 12px 24px 32px; color: var(--soft); font-size: 12px; overflow-wrap: anywhere; }
@media (max-width: 640px) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; } main { padding: 20px 14px; } }
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 9pt; } }
@media print { :root { --paper: #fff; --panel: #fff; --ink: #000; --soft: #333; --rule: #999; --accent: #000; --supported: #000; --contradicted: #000; --open: #000;
  --p0: #000; --p1: #555; --p2: #888; --p3: #bbb; --p4: #ddd; }
  body { font-size: 10pt; } main { max-width: none; padding: 0; } h2, h3, h4 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; }
  .break { break-after: page; } .wide { overflow: visible; } .key, .bar div span { print-color-adjust: exact; } }
`;
