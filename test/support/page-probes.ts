import type { Page } from 'playwright-core'

type Channels = readonly [number, number, number]

/** A text of a page with its ink and what is behind it. */
export interface PaintedText {
  readonly text: string
  readonly ink: Channels
  readonly ground: Channels
}

/** A chart as it is laid out. */
export interface DrawnChart {
  readonly lines: number
  readonly isInside: boolean
  readonly height: number
}

// What runs in the page is text: this project has no types of the browser's world.
const TEXTS = `(() => {
  const colourOf = (text) => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\\d.]+/g) ?? []).map(Number)
    return { channels: [red, green, blue], alpha }
  }
  const groundOf = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const { channels, alpha } = colourOf(getComputedStyle(at).backgroundColor)
      if (alpha === 1) return channels
    }
    return [255, 255, 255]
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found = []
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = (node.textContent ?? '').trim()
    const element = node.parentElement
    if (text === '' || ['title', 'desc', 'STYLE'].includes(element.tagName)) continue
    const style = getComputedStyle(element)
    const ink = colourOf(element instanceof SVGElement ? style.fill : style.color).channels
    found.push({ text, ink, ground: groundOf(element) })
  }
  return found
})()`

const CHARTS = `[...document.querySelectorAll('svg.plot')].map((chart) => {
  const box = chart.getBoundingClientRect()
  const lines = [...chart.querySelectorAll('path.line')].map((line) => line.getBoundingClientRect())
  const isInside = lines.every(({ left, right }) => left >= box.left - 2 && right <= box.right + 2)
  return { lines: lines.length, isInside, height: box.height }
})`

const UNFOLD = `for (const one of document.querySelectorAll('details')) one.open = true`

const SCRIPT = `(() => {
  const script = document.createElement('script')
  script.textContent = 'document.title = "run"'
  document.body.append(script)
  return document.title === 'run'
})()`

/** Every text that is shown, with its colours. */
export const paintedTexts = (page: Page): Promise<readonly PaintedText[]> => page.evaluate(TEXTS)

/** Every chart with the extent of its lines. */
export const drawnCharts = (page: Page): Promise<readonly DrawnChart[]> => page.evaluate(CHARTS)

/** Opens everything that can be unfolded; then how wide the page is, and its window. */
export async function unfoldedWidths(page: Page): Promise<{ readonly page: number; readonly window: number }> {
  await page.evaluate(UNFOLD)
  return page.evaluate('({ page: document.documentElement.scrollWidth, window: window.innerWidth })')
}

/** Whether a script that is put into the page runs. */
export const runsScripts = (page: Page): Promise<boolean> => page.evaluate(SCRIPT)

/** The colour behind the page, as CSS writes it. */
export const pageGround = (page: Page): Promise<string> =>
  page.evaluate('getComputedStyle(document.body).backgroundColor')
