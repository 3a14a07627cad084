import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportPage } from '../../src/view/report/page.ts'
import { findBrowser, openBrowser } from '../support/browser.ts'
import { contrast } from '../support/contrast.ts'
import { parsePage } from '../support/html.ts'
import { drawnCharts, pageGround, paintedTexts, runsScripts, unfoldedWidths } from '../support/page-probes.ts'
import { aChapter, aCrash, anEmptyPast, anEvent, aPastReport, crashEvents, linesOf } from '../support/past-cases.ts'

const LONG = 'an-account-with-a-name-that-is-far-too-long-for-the-screen-of-any-phone-in-the-world'
const crash = aCrash({ account: LONG })
const REPORT = aPastReport({
  demo: 'A play.',
  chapters: [
    aChapter(crash, {
      lines: linesOf([...crashEvents(), anEvent(60, 'income', { id: 'i', note: 'AWORDWITHOUTANYBREAK'.repeat(8) })]),
    }),
    aChapter(anEmptyPast('spare'), { lines: [] }),
  ],
})
const SCHEMES = ['light', 'dark'] as const
const WIDTHS = [360, 1200] as const

const browserPlace = findBrowser(process.env)
let folder: string
let url: string
let browser: Browser | null = null

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liqwatch-report-'))
  const file = join(folder, 'report.html')
  writeFileSync(file, reportPage(REPORT))
  url = pathToFileURL(file).href
  if (browserPlace.status === 'found') browser = await openBrowser(browserPlace.path)
  else console.info('no browser of the Chromium family here (CHROME_PATH names one): only the structure is judged')
})

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Looked {
  readonly page: Page
  readonly said: readonly string[]
  readonly asked: readonly string[]
}

/**
 * Shows the page to a real browser. Without one the structure of the page has to suffice, and the finder has to have
 * looked for it: the test then proves just that.
 */
async function look(
  { scheme, width }: { readonly scheme: (typeof SCHEMES)[number]; readonly width: number },
  judge: (looked: Looked) => Promise<void>,
): Promise<void> {
  if (browser === null) {
    expect(browserPlace).toMatchObject({ status: 'missing', looked: expect.arrayContaining([expect.any(String)]) })
    expect(parsePage(reportPage(REPORT)).errors).toEqual([])
    return
  }
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: scheme })
  const [said, asked]: [string[], string[]] = [[], []]
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  page.on('request', (request) => asked.push(request.url()))
  try {
    await page.goto(url)
    await judge({ page, said, asked })
  } finally {
    await page.close()
  }
}

const CASES = SCHEMES.flatMap((scheme) => WIDTHS.map((width) => ({ scheme, width })))

describe('finding a browser', () => {
  it('takes the one that is named first', () => {
    expect(findBrowser({ CHROME_PATH: process.execPath, PATH: '' }, [])).toEqual({
      status: 'found',
      path: process.execPath,
    })
  })

  it('says where it looked when there is none', () => {
    const found = findBrowser({ PATH: '/nowhere' }, ['/nor/here'])
    expect(found).toMatchObject({ status: 'missing' })
    expect(found.status === 'missing' && found.looked).toEqual(
      expect.arrayContaining(['/nowhere/chromium', '/nor/here']),
    )
  })
})

describe('the report in a browser', () => {
  it.each(CASES)(
    'in $scheme at $width pixels complains of nothing, asks for nothing, needs no scrolling sideways',
    (view) =>
      look(view, async ({ page, said, asked }) => {
        const widths = await unfoldedWidths(page)
        expect(widths.page).toBeLessThanOrEqual(widths.window)
        expect(said).toEqual([])
        expect(asked).toEqual([url])
      }),
  )

  it.each(CASES)('in $scheme at $width pixels is legible: every text stands out from what is behind it', (view) =>
    look(view, async ({ page }) => {
      const texts = await paintedTexts(page)
      expect(texts.length).toBeGreaterThan(100)
      expect(texts.filter(({ ink, ground }) => contrast(ink, ground) < 4.5)).toEqual([])
    }),
  )

  it.each(CASES)('in $scheme at $width pixels draws every line within its chart', (view) =>
    look(view, async ({ page }) => {
      const charts = await drawnCharts(page)
      expect(charts).toHaveLength(5)
      for (const { lines, height, isInside } of charts) expect(lines > 0 && height > 80 && isInside).toBe(true)
    }),
  )

  it('is light or dark as its reader wants', async () => {
    const grounds: string[] = []
    for (const scheme of SCHEMES) {
      await look({ scheme, width: 800 }, async ({ page }) => void grounds.push(await pageGround(page)))
    }
    expect(grounds).toEqual(browser === null ? [] : ['rgb(246, 245, 242)', 'rgb(16, 18, 22)'])
  })

  it('may not run a script that found its way in', () =>
    look({ scheme: 'light', width: 800 }, async ({ page }) => {
      expect(await runsScripts(page)).toBe(false)
    }))
})
