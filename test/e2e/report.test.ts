import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { PAGE_MARK } from '../../src/view/report/page.ts'
import { parsePage, textOf } from '../support/html.ts'
import { type Inbox, startInbox } from '../support/inbox.ts'
import { type CliHome, homeFor, runCli } from '../support/run-cli.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liqwatch-report-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const page = (name = 'report.html'): string => join(folder, name)
const textOfPage = (file: string): string => {
  const { elements } = parsePage(readFileSync(file, 'utf8'))
  return elements
    .filter(({ tagName }) => tagName === 'body')
    .map(textOf)
    .join('')
}

describe('report', () => {
  it('without a file is a usage error, before anything is read', async () => {
    const { exitCode, stderr, stdout } = await runCli(['report'])
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toContain('report does not know where to write')
    expect(stderr).toContain('liqwatch report --html report.html')
  })

  it('refuses to replace what is no report, unless it is forced', async () => {
    writeFileSync(page('taxes.txt'), 'not yours')
    const argv = ['report', '--demo', '--scenario', 'calm', '--html', page('taxes.txt')]
    const refused = await runCli(argv)
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('taxes.txt exists and is no report of liqwatch')
    expect(readFileSync(page('taxes.txt'), 'utf8')).toBe('not yours')
    expect((await runCli([...argv, '--force'])).exitCode).toBe(0)
    expect(readFileSync(page('taxes.txt'), 'utf8')).toContain(PAGE_MARK)
  })

  it('refuses a folder and a file that cannot be', async () => {
    const intoFolder = await runCli(['report', '--demo', '--html', folder])
    expect([intoFolder.exitCode, intoFolder.stderr]).toEqual([2, expect.stringContaining('is not a file')])
    writeFileSync(page('a'), '')
    const below = await runCli(['report', '--demo', '--html', join(page('a'), 'b.html')])
    expect(below.exitCode).toBe(1)
    expect(below.stderr).toContain('report-not-written')
  })

  it('shows the scripted crash: alerts, liquidations, funding, the journal, for its owner only', async () => {
    const { exitCode, stdout, stderr } = await runCli(['report', '--demo', '--html', page()])
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^playing flash-crash: /)
    expect(stdout).toMatch(/^wrote .*report\.html \(\d+ KB\): open it in a browser; it needs no network$/m)
    expect(stdout).toMatch(/closest SOLUSDT long 0\.\d+%, \d+ alerts, 2 liquidated, \d+ journal entries/)
    expect(statSync(page()).mode & 0o777).toBe(0o600)
    const { errors } = parsePage(readFileSync(page(), 'utf8'))
    expect(errors).toEqual([])
    const text = textOfPage(page())
    for (const words of [
      'SOLUSDT long was LIQUIDATED',
      'DOGEUSDT long was LIQUIDATED',
      'Funding added up',
      'Nothing here is about a real account',
    ]) {
      expect(text).toContain(words)
    }
  })

  it('replaces its own earlier page, and not what a link points to', async () => {
    const argv = ['report', '--demo', '--scenario', 'calm', '-q', '--html', page('link.html')]
    writeFileSync(page('target.html'), `${PAGE_MARK} old`)
    symlinkSync(page('target.html'), page('link.html'))
    expect((await runCli(argv)).exitCode).toBe(0)
    expect(readFileSync(page('target.html'), 'utf8')).toBe(`${PAGE_MARK} old`)
    expect(textOfPage(page('link.html'))).toContain('How close it came')
    expect((await runCli(argv)).exitCode).toBe(0)
  })

  it('tells a program where the page is and what is in it', async () => {
    const { stdout, exitCode } = await runCli(['report', '--demo', '-q', '--json', '--html', page()])
    expect(exitCode).toBe(0)
    const document = JSON.parse(stdout)
    expect(document).toMatchObject({ schema: 'liqwatch/1', command: 'report', verdict: 'OK', error: null })
    expect(document.report).toMatchObject({
      file: page(),
      bytes: statSync(page()).size,
      problems: [],
      accounts: [{ account: 'demo', verdict: 'OK', reason: null, liquidations: 2, unseenSeconds: 0 }],
    })
    expect(document.report.accounts[0].distances[0]).toMatchObject({
      key: 'demo/SOLUSDT/long',
      lowestPct: expect.stringMatching(/^0\.\d+$/),
    })
  })
})

describe('history --chart', () => {
  it('of the demo draws the scripted crash', async () => {
    const { stdout, exitCode } = await runCli(['history', '--chart', '--demo', '-q'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^SOLUSDT long distance {3}liquidated at \d\d:\d\d {3}low 0\.\d+% at /m)
    expect(stdout).toMatch(/^ +15% ┤█+[▁-█]*-+$/m)
  })
})

describe('a history that cron fills', () => {
  let exchange: DemoExchange
  let phone: Inbox
  let home: CliHome

  beforeEach(async () => {
    exchange = await startDemoExchange()
    phone = await startInbox()
    home = homeFor(exchange, { channels: { phone: { type: 'webhook', url: phone.url } } })
  })
  afterEach(async () => {
    await Promise.all([exchange.close(), phone.close()])
    rmSync(home.folder, { recursive: true, force: true })
  })

  const run = (...argv: readonly string[]) => runCli(argv, { env: home.env })

  it('is empty at first, and the chart says how to change that', async () => {
    const { stdout, exitCode } = await run('history', '--chart')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^main: no samples were kept in this time\. They are taken once a minute by liqwatch watch/)
  })

  it('has what every check saw: distances, equity, the funding rate of the hour', async () => {
    await run('check')
    await run('check')
    const { stdout } = await run('history', '--chart', '--json')
    const [past] = JSON.parse(stdout).samples
    expect(past.equity).toHaveLength(2)
    const sol = past.distances.find(({ key }: { key: string }) => key === 'main/SOLUSDT/long')
    expect(sol.distancePct).toHaveLength(2)
    const rates = past.fundingRates.find(({ symbol }: { symbol: string }) => symbol === 'SOLUSDT')
    expect(rates.points).toHaveLength(1)
    expect(past.openInterest).toEqual([])
    const screen = await run('history', '--chart', '--symbol', 'sol')
    expect(screen.stdout).toContain('SOLUSDT long distance')
    expect(screen.stdout).not.toContain('DOGEUSDT')
  })

  it('has the open interest of the hour where the config makes it be read', async () => {
    rmSync(home.folder, { recursive: true, force: true })
    home = homeFor(exchange, { openInterest: { alert: true, zScore: 3 } })
    await run('check')
    const [past] = JSON.parse((await run('history', '--chart', '--json')).stdout).samples
    expect(past.openInterest.map(({ symbol }: { symbol: string }) => symbol)).toContain('SOLUSDT')
    expect(past.openInterest[0].points).toHaveLength(1)
  })

  it('makes a report with the verdict of the last look, and the journal of the exchange', async () => {
    await run('check')
    const { stdout, exitCode } = await run('report', '--html', page())
    expect(exitCode).toBe(0)
    expect(stdout).toContain('2 alerts, 0 liquidated')
    const text = textOfPage(page())
    expect(text).toMatch(/CRITICAL When it was last seen, at \d\d:\d\d/)
    expect(text).toContain('Funding by symbol, dearest first')
    expect(text).toMatch(/SOLUSDT long \d+\.\d+% from liquidation/)
  })

  it('makes a report without the exchange, and says that its journal is not complete', async () => {
    await run('check')
    await exchange.close()
    const { exitCode, stderr } = await run('report', '--html', page())
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/The journal of main is not complete/)
    expect(textOfPage(page())).toMatch(/The journal of main is not complete/)
    const quiet = await run('report', '--no-sync', '--html', page('two.html'))
    expect([quiet.exitCode, quiet.stderr]).toEqual([0, expect.stringContaining('--no-sync')])
    exchange = await startDemoExchange()
  })

  it('that cannot be written is told and ends with 3, after the alert was sent', async () => {
    await run('check')
    const database = new Database(join(home.folder, 'state', 'liqwatch.db'))
    database.exec("CREATE TRIGGER full BEFORE INSERT ON sample BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
    database.exec('DELETE FROM alert_state')
    database.close()
    const { exitCode, stdout } = await run('check')
    expect(stdout).toContain('problem: the history could not be written: the disk is full')
    expect(exitCode).toBe(3)
    expect(phone.letters).toHaveLength(2)
    expect(existsSync(join(home.folder, 'state', 'liqwatch.db'))).toBe(true)
  })
})
