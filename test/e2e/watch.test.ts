import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, it, type TestContext } from 'vitest'
import { type DemoOptions, startDemoExchange } from '../../src/demo/server.ts'
import { startInbox } from '../support/inbox.ts'
import { LiveCli } from '../support/live-cli.ts'
import { homeFor, runCli } from '../support/run-cli.ts'

const FIRST_LINE = /verdict=CRITICAL feed=LIVE/
const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'

/** An embedded exchange with a home for one test, and a phone that hears of everything. */
async function place(test: TestContext, options: DemoOptions = {}, overrides: Readonly<Record<string, unknown>> = {}) {
  const [exchange, inbox] = await Promise.all([startDemoExchange(options), startInbox()])
  test.onTestFinished(async () => {
    await Promise.all([exchange.close(), inbox.close()])
    const { listenKeys, mutationAttempts } = exchange.counters()
    test.expect({ deleted: listenKeys.deleted, mutationAttempts }).toEqual({ deleted: 0, mutationAttempts: 0 })
  })
  const phone = { type: 'webhook', url: inbox.url }
  const routes = { '15': ['phone'], '10': ['phone'], '5': ['phone'], blind: ['phone'] }
  const home = homeFor(exchange, { channels: { phone }, routes, ...overrides })
  const letters = (): readonly { title: string; body: string }[] => inbox.letters.map(({ body }) => JSON.parse(body))
  const headless = (...more: readonly string[]) =>
    new LiveCli(['watch', '--headless', ...more], { test, env: home.env })
  const onScreen = () => new LiveCli(['watch'], { test, env: home.env, hasTerminal: true })
  return { exchange, home, inbox, letters, headless, onScreen }
}

/** The state database, which nobody else writes until it is closed. */
function lockedDatabase(folder: string): Database.Database {
  const database = new Database(join(folder, 'state', 'liqwatch.db'), { timeout: 2000 })
  database.exec('BEGIN IMMEDIATE')
  return database
}

async function endPolitely(watch: LiveCli): Promise<number | null> {
  watch.signal('SIGTERM')
  return watch.exited
}

describe.concurrent('watch through the bin', () => {
  it('shows one frame and ends with 0 for --once', async (test) => {
    const { home } = await place(test)
    const { exitCode, stdout, stderr } = await runCli(['watch', '--once'], { env: home.env })
    test.expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    test.expect(stdout).toContain('SOLUSDT long is 6.3')
    test.expect(stdout).toMatch(/fix: close \S+ \(\d+%\) to stand at 15%/)
  })

  it('prints one document a line for --json, decimals as text', async (test) => {
    const { home } = await place(test)
    const { exitCode, stdout } = await runCli(['watch', '--json', '--for', '3s'], { env: home.env })
    test.expect(exitCode).toBe(0)
    const documents = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    for (const document of documents) {
      test.expect(document).toMatchObject({ schema: 'liqwatch/1', command: 'watch', verdict: 'CRITICAL', error: null })
    }
    test.expect(documents[0].accounts[0].positions[0].distancePct).toMatch(/^\d+\.\d{2,}$/)
  })

  it('ends by itself with 0 after --for, and leaves the account to the next', async (test) => {
    const { headless } = await place(test)
    const first = headless('--for', '2s')
    test.expect(await first.exited).toBe(0)
    test.expect(first.stdout).toMatch(FIRST_LINE)
    const next = headless('--for', '2s')
    test.expect(await next.exited).toBe(0)
    test.expect(next.stdout).toMatch(FIRST_LINE)
    test.expect(next.stderr).toBe('')
  })

  it('ends with 0 on SIGTERM and with 130 at once on SIGINT', async (test) => {
    const { headless } = await place(test)
    const polite = headless()
    await polite.prints(FIRST_LINE)
    polite.signal('SIGTERM')
    test.expect(await polite.exited).toBe(0)
    const rude = headless()
    await rude.prints(FIRST_LINE)
    rude.signal('SIGINT')
    test.expect(await rude.exited).toBe(130)
  })

  it('ends with 0 at once when another one watches', async (test) => {
    const { exchange, headless } = await place(test)
    const holder = headless()
    await holder.prints(FIRST_LINE)
    const second = headless()
    test.expect(await second.exited).toBe(0)
    test.expect(second.stdout).toBe('')
    test.expect(second.stderr).toBe('main: another watch holds it\n')
    // The holder goes on reading meanwhile; a second watch would have asked for the user stream first of all.
    test.expect(exchange.counters().listenKeys.posted).toBe(1)
    test.expect(holder.child.exitCode).toBeNull()
  })

  it('takes over from one that was killed, says that sight was lost, and tells nothing twice', async (test) => {
    const { exchange, letters, headless } = await place(test)
    const holder = headless()
    // From here on it is recorded that the message was delivered.
    await holder.prints(/alert=critical/)
    holder.signal('SIGKILL')
    await holder.exited
    exchange.venue.setMark('SOLUSDT', '160')
    const newcomer = headless()
    await newcomer.until(() => letters().length > 1, 'second message')
    await newcomer.prints(/taken over from a watch that last looked at/)
    newcomer.signal('SIGTERM')
    test.expect(await newcomer.exited).toBe(0)
    const [first, second] = letters().map(({ title }) => title)
    test.expect(first).toMatch(/^CRITICAL SOLUSDT long 6\.\d+% from liquidation \(10% tier\), \+1 more$/)
    test.expect(second).toMatch(/^CRITICAL SOLUSDT long 3\.\d+% from liquidation \(5% tier, worse\), \+1 more$/)
    test.expect(letters()[1]?.body).toContain('main can be seen again, after')
    test.expect(letters()).toHaveLength(2)
  })

  it('takes over from one that is stuck, which then sends nothing more and ends', async (test) => {
    const { exchange, home, letters, headless } = await place(test, { scenario: 'flash-crash' }, { staleSeconds: 2 })
    // On a busy machine two seconds may pass without data, which is told too.
    const titled = (words: string) => letters().filter(({ title }) => title.includes(words))
    const stuck = headless()
    await stuck.prints(/verdict=OK feed=LIVE/)
    // Stopped while it writes, it would hold the whole database.
    const between = lockedDatabase(home.folder)
    stuck.signal('SIGSTOP')
    between.close()
    await new Promise((resolve) => setTimeout(resolve, 5500))
    const newcomer = headless()
    await newcomer.prints(/taken over from a watch/)
    await newcomer.until(() => titled('can be seen again').length > 0, 'message')
    exchange.venue.setMark('SOLUSDT', '183')
    stuck.signal('SIGCONT')
    test.expect(await stuck.exited).toBe(0)
    test.expect(stuck.stderr).toContain('another watch has taken over')
    await newcomer.until(() => titled('SOLUSDT long 2.').length > 0, 'second message')
    test.expect(titled('SOLUSDT')).toHaveLength(1)
  })

  it('is not blinded by a process that holds the database and does not let go', async (test) => {
    const { exchange, home, letters, headless } = await place(test, { scenario: 'flash-crash' }, { staleSeconds: 3 })
    test.expect(await headless('--for', '1s').exited).toBe(0)
    const frozen = lockedDatabase(home.folder)
    const watch = headless()
    await watch.prints(/watching without a lock/)
    await watch.prints(/verdict=OK feed=LIVE/)
    await new Promise((resolve) => setTimeout(resolve, 8000))
    test.expect(letters()).toEqual([])
    exchange.venue.setMark('SOLUSDT', '183')
    await watch.until(() => letters().length > 0, 'message')
    test.expect(letters()[0]?.title).toContain('SOLUSDT long 2.')
    frozen.close()
    test.expect(await endPolitely(watch)).toBe(0)
    test.expect(letters()).toHaveLength(1)
  })

  it('waits for a hanging channel no longer than its deadline, and tells the others at once', async (test) => {
    const both = ['phone', 'dead']
    const routes = { '15': both, '10': both, '5': both, blind: both }
    const { home, inbox, letters, headless } = await place(test, {}, { routes })
    const config = JSON.parse(readFileSync(home.configPath, 'utf8'))
    config.channels = { phone: { type: 'webhook', url: inbox.url }, dead: { type: 'command', argv: ['sleep', '60'] } }
    writeFileSync(home.configPath, JSON.stringify(config), { mode: 0o600 })
    const watch = headless()
    await watch.until(() => letters().length > 0, 'message')
    test.expect(watch.stdout).not.toContain('FAILED')
    await watch.prints(/dead FAILED/)
    test.expect(await endPolitely(watch)).toBe(0)
    test.expect(letters()[0]?.title).toContain('SOLUSDT long 6.3')
  })

  it('tells that the key is refused, and names no key', async (test) => {
    const { exchange, home, letters, headless } = await place(test)
    writeFileSync(join(home.folder, 'key'), 'x'.repeat(64), { mode: 0o600 })
    const watch = headless()
    await watch.until(() => letters().length === 1, 'message')
    test.expect(letters()[0]?.title).toBe('CRITICAL cannot see main')
    await watch.prints(/verdict=UNKNOWN error=api-key-rejected/)
    test.expect(await endPolitely(watch)).toBe(0)
    for (const secret of ['x'.repeat(64), exchange.apiSecret]) {
      test.expect(watch.stdout + watch.stderr + letters()[0]?.body).not.toContain(secret)
    }
  })

  it('watches without a lock, and tells once, when its state folder cannot be made', async (test) => {
    const { home, letters } = await place(test)
    const blocked = join(home.folder, 'blocked')
    writeFileSync(blocked, '')
    const env = { ...home.env, LIQWATCH_STATE_DIR: join(blocked, 'state') }
    const watch = new LiveCli(['watch', '--headless', '--for', '4s'], { test, env })
    test.expect(await watch.exited).toBe(0)
    test.expect(watch.stderr).toContain('watching without a lock')
    test.expect(letters()).toHaveLength(1)
  })
})

describe.concurrent('the live screen', () => {
  it.for([
    { name: 'q', code: 0, end: (screen: LiveCli) => screen.type('q') },
    { name: 'ctrl-c', code: 130, end: (screen: LiveCli) => screen.type('\u0003') },
    { name: 'SIGTERM', code: 0, end: (screen: LiveCli) => screen.signal('SIGTERM') },
    { name: 'SIGINT', code: 130, end: (screen: LiveCli) => screen.signal('SIGINT') },
  ])('gives the terminal back and ends with $code on $name', async ({ code, end }, test) => {
    const { onScreen } = await place(test)
    const screen = onScreen()
    await screen.prints(/SOLUSDT long is 6\.3/)
    end(screen)
    test.expect(await screen.exited).toBe(code)
    test.expect(screen.stdout.startsWith(ENTER)).toBe(true)
    test.expect(screen.stdout.lastIndexOf(LEAVE)).toBeGreaterThan(screen.stdout.lastIndexOf('SOLUSDT'))
  })

  it('begins with the alerts of the log, a headless watch and --json without', async (test) => {
    const { home, letters, headless, onScreen } = await place(test)
    await runCli(['check'], { env: home.env })
    const screen = onScreen()
    await screen.prints(/LATEST ALERTS[\s\S]*SOLUSDT long 6\.3\d% from liquidation \(10% tier\)/)
    screen.type('q')
    test.expect(await screen.exited).toBe(0)
    const json = await runCli(['watch', '--json', '--for', '1s'], { env: home.env })
    test.expect(json.stdout).not.toContain('10% tier')
    const service = headless('--for', '1s')
    test.expect(await service.exited).toBe(0)
    test.expect(service.stdout).not.toContain('10% tier')
    test.expect(letters()).toHaveLength(1)
  })

  it('shows POLLED, never LIVE, while the market stream is dead', async (test) => {
    const { exchange, onScreen } = await place(test)
    const screen = onScreen()
    await screen.prints(/SOLUSDT long is 6\.3/)
    exchange.faults.weather({ silent: true }, 'market')
    await screen.prints(/POLLED/)
    screen.type('q')
    test.expect(await screen.exited).toBe(0)
  })
})
