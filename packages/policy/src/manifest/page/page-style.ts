/** The style of the public privacy page: calm on a screen by day and night, plain on paper. */

/** A style sheet. It fetches nothing: the fonts are the reader's own. */
export const pageStyle = `
:root { color-scheme: light dark; --paper: #fbfaf7; --ink: #1f2328; --soft: #5b6570; --rule: #d9d5cb; --accent: #8a4b12; }
@media (prefers-color-scheme: dark) { :root { --paper: #171c22; --ink: #e6e4de; --soft: #a3adb8; --rule: #38414b; --accent: #e0a264; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 "Noto Sans", system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
.kind { color: var(--accent); margin: 0; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-top: 1px solid var(--rule); overflow-wrap: anywhere; }
th { font-weight: 600; color: var(--soft); }
tbody th { width: 12rem; }
code { font: .85em/1.4 "Noto Sans Mono", ui-monospace, monospace; overflow-wrap: anywhere; }
footer { margin-top: 3rem; border-top: 1px solid var(--rule); color: var(--soft); font-size: .85rem; }
@media (max-width: 32rem) { tbody th { width: 8rem; } }
@media print {
  :root { --paper: #fff; --ink: #000; --soft: #333; --rule: #999; --accent: #000; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  .flow, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  @page { margin: 18mm; @bottom-right { content: counter(page) " / " counter(pages); } }
}
`;
