import { distanceSection } from './distance-section.ts'
import { equitySection } from './equity-section.ts'
import { fundingSection } from './funding-section.ts'
import { chapterHead, pageHead } from './head.ts'
import { journalSection } from './journal-section.ts'
import { marketSection } from './market-section.ts'
import { html, type Markup, raw } from './markup.ts'
import type { PastReport, ReportChapter } from './past-report.ts'
import { STYLE } from './style.ts'
import { unknownSection } from './unknown-section.ts'

/** What every page begins with: a file that does not is not ours to overwrite. */
export const PAGE_MARK = '<!doctype html>\n<!-- liqwatch report -->'

/** The page may use its own style and nothing else: no script, no network, no frame, no form. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** The report as one page that needs nothing else. */
export function reportPage(report: PastReport): string {
  const names = report.chapters.map(({ past }) => past.account).join(', ')
  const page = html`${raw(PAGE_MARK)}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="generator" content="liqwatch ${report.version}">
<title>liqwatch: ${names}</title>
<style>${STYLE}</style>
</head>
<body>
<svg width="0" height="0" style="position:absolute" aria-hidden="true"><title>pattern of times that nobody saw</title><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatching" x1="0" x2="0" y1="0" y2="6"/></pattern></defs></svg>
${pageHead(report)}
<main>
${report.chapters.map((chapter, index) => chapterMarkup(chapter, `a${index}`, report))}
</main>
${foot(report)}
</body>
</html>
`
  return page.text
}

function chapterMarkup(chapter: ReportChapter, id: string, report: PastReport): Markup {
  const { timeZone } = report
  return html`<section class="chapter">${chapterHead(chapter, report)}
${equitySection(chapter, id, timeZone)}
${distanceSection(chapter, id, timeZone)}
${fundingSection(chapter, id, report)}
${marketSection(chapter, id, report)}
${journalSection(chapter, timeZone)}
${unknownSection(chapter, report)}
</section>`
}

function foot({ version }: PastReport): Markup {
  return html`<footer><p>Made by liqwatch ${version} from what was recorded on this machine. Calculations, not advice. The page loads nothing and sends nothing.</p></footer>`
}
