import { isAlert, type JournalEvent } from '../../model/journal.ts'
import { duration, money, percent } from '../format.ts'
import { VERDICT_TONES } from '../headline.ts'
import { dayAndTime } from '../moment.ts'
import { extremesOf, spanText, subjectText, totalLengthMs, unseenText, withinSpan } from '../past-words.ts'
import { changeText } from './equity-section.ts'
import { flowText } from './funding-section.ts'
import { fundingCourses } from './funding-sums.ts'
import { html, type Markup, raw } from './markup.ts'
import type { PastReport, ReportChapter } from './past-report.ts'

/** Whose report it is, of what time, made when. */
export function pageHead(report: PastReport): Markup {
  const { chapters, madeAtMs, timeZone, demo } = report
  const names = chapters.map(({ past }) => past.account)
  const from = Math.min(madeAtMs, ...chapters.map(({ past }) => past.span.fromMs))
  const play =
    demo === null
      ? null
      : html`<p class="play"><strong>Demo.</strong> ${demo} Nothing here is about a real account.</p>`
  return html`<header><p class="brand">liqwatch</p><h1>How close it came</h1>
<p class="when"><strong>${names.join(', ')}</strong>, ${spanText({ fromMs: from, toMs: madeAtMs }, timeZone)}. Made ${dayAndTime(madeAtMs, timeZone)}, times in ${timeZone}.</p>${play}</header>`
}

/** The verdict of an account as it was last seen, and its figures at a glance. */
export function chapterHead(chapter: ReportChapter, { madeAtMs, timeZone }: PastReport): Markup {
  const { past, last, lines } = chapter
  const facts: readonly Fact[] = [
    ...equityFacts(chapter, timeZone),
    closestFact(chapter, timeZone),
    ...alertFacts(lines.map(({ event }) => event)),
    ...fundingFacts(chapter),
    unseenFact(past),
  ]
  return html`<h2>${past.account}</h2>
<p class="verdict ${VERDICT_TONES[last.verdict]}"><strong>${last.verdict}</strong> <span>${verdictText(chapter, madeAtMs, timeZone)}</span></p>
<dl class="facts">${facts.map(({ name, value, note, isGrave }) => html`<div><dt>${name}</dt><dd${isGrave === true ? raw(' class="grave"') : null}>${value}<small>${note}</small></dd></div>`)}</dl>`
}

interface Fact {
  readonly name: string
  readonly value: string
  /** Worth a look even from afar. */
  readonly isGrave?: boolean
  readonly note: string
}

/** A hole is not calm: it stands beside what was seen. */
function unseenFact(past: ReportChapter['past']): Fact {
  const parts = unseenText(past)
  if (parts === null) return { name: 'Not seen', value: 'never', note: 'somebody always looked' }
  return { name: 'Not seen', value: duration(totalLengthMs(past.unseen)), note: parts }
}

function verdictText({ past, last }: ReportChapter, madeAtMs: number, timeZone: string): string {
  const { lastLookMs } = past.pace
  if (lastLookMs === null) return `Nothing is known: ${last.doubt ?? 'it was never seen'}.`
  const when = `When it was last seen, at ${withinSpan(lastLookMs, past.span, timeZone)}, ${duration(madeAtMs - lastLookMs)} before this page was made`
  const closest =
    last.closest === null
      ? 'nothing had a liquidation price'
      : `${subjectText(last.closest.subject)} was closest: ${percent(extremesOf(last.closest.points)?.last.value ?? null)} from liquidation`
  return `${when}, ${closest}.${last.doubt === null ? '' : ` But: ${last.doubt}.`}`
}

function equityFacts({ past }: ReportChapter, timeZone: string): readonly Fact[] {
  const extremes = extremesOf(past.equity)
  const [first] = past.equity
  if (extremes === null || first === undefined) return [{ name: 'Equity', value: 'n/a', note: 'none was kept' }]
  const { lowest, last } = extremes
  return [
    { name: 'Equity', value: money(last.value), note: changeText(first.value, last.value).replace(/^, /, '') },
    { name: 'Lowest equity', value: money(lowest.value), note: withinSpan(lowest.atMs, past.span, timeZone) },
  ]
}

function closestFact({ past }: ReportChapter, timeZone: string): Fact {
  const [closest] = past.distances
  const lowest = closest === undefined ? null : (extremesOf(closest.points)?.lowest ?? null)
  if (closest === undefined || lowest === null) {
    return { name: 'Closest to liquidation', value: 'n/a', note: 'no distance was kept' }
  }
  return {
    name: 'Closest to liquidation',
    value: percent(lowest.value),
    note: `${subjectText(closest.subject)}, ${withinSpan(lowest.atMs, past.span, timeZone)}`,
  }
}

function alertFacts(events: readonly JournalEvent[]): readonly Fact[] {
  const count = (type: JournalEvent['type']): number => events.filter((event) => event.type === type).length
  const lost = count('liquidated') + count('deleveraged')
  return [
    { name: 'Alerts', value: String(events.filter(isAlert).length), note: 'tiers entered, or worse; fast losses' },
    {
      name: 'Liquidated',
      value: String(lost),
      isGrave: lost > 0,
      note: lost === 0 ? 'none, nor auto-deleveraged' : 'or auto-deleveraged',
    },
  ]
}

function fundingFacts({ lines }: ReportChapter): readonly Fact[] {
  return fundingCourses(lines.map(({ event }) => event)).map(({ asset, net, settlements }) => ({
    name: 'Funding',
    value: flowText(net, asset),
    note: `${settlements} settlements`,
  }))
}
