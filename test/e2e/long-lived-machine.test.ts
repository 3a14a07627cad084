import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, it } from 'vitest'
import { FILE_BLOCKS, fillDisk } from '../support/full-disk.ts'
import { LiveCli } from '../support/live-cli.ts'
import { LongLived, type LongLivedOptions } from '../support/long-lived.ts'
import { endPolitely, reasonsIn, startExchange, watchAll } from '../support/long-lived-stage.ts'

/** On SIGUSR2 the clock of the process goes back by an hour. */
const CLOCK_THAT_STEPS = 'const n=Date.now.bind(Date);let s=0;process.on("SIGUSR2",()=>{s-=3600000});Date.now=()=>n()+s'

describe.concurrent('every kind of watch, on a machine in trouble', () => {
  it('reads anew after a sleep and after its clock stepped back, and warns as before', {
    timeout: 90_000,
  }, async (test) => {
    const exchange = await startExchange(test)
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(CLOCK_THAT_STEPS)}` }
    const { watches, each } = await watchAll(test, exchange, { env, staleSeconds: 60 })
    for (const watch of watches) watch.cli.signal('SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, 12_500))
    exchange.venue.setMark('SOLUSDT', '160')
    for (const watch of watches) watch.cli.signal('SIGCONT')
    await each((watch) => watch.until(() => reasonsIn(watch).includes('worsened'), 'alert after a sleep'))
    await each((watch) => watch.until(() => /the machine slept/.test(watch.shown), 'word of the sleep'))
    for (const watch of watches) watch.cli.signal('SIGUSR2')
    await each((watch) => watch.until(() => /the clock was set back by 3600 s/.test(watch.shown), 'word of the clock'))
    exchange.venue.setMark('SOLUSDT', '157')
    await each((watch) => watch.until(() => reasonsIn(watch).length >= 4, 'alert after the clock stepped back'))
    for (const watch of watches) {
      test.expect({ mode: watch.mode, verdicts: watch.verdicts, told: reasonsIn(watch) }, watch.story()).toEqual({
        mode: watch.mode,
        verdicts: ['CRITICAL'],
        told: ['entered', 'entered', 'worsened', 'worsened'],
      })
    }
    await endPolitely(test, watches)
  })

  it('tells once all the same with a database that is damaged, then locked', { timeout: 90_000 }, async (test) => {
    const exchange = await startExchange(test)
    const prepare: LongLivedOptions['prepare'] = ({ folder }) => {
      mkdirSync(join(folder, 'state'), { mode: 0o700 })
      writeFileSync(databaseOf(folder), Buffer.alloc(8192, 0x5a), { mode: 0o600 })
    }
    const { watches, each } = await watchAll(test, exchange, { prepare, staleSeconds: 60 })
    await each((watch) => watch.until(() => /damaged and is set aside/.test(watch.shown), 'word of the damage'))
    const locks = watches.map(({ home }) => new Database(databaseOf(home.folder)))
    for (const lock of locks) lock.exec('BEGIN IMMEDIATE')
    exchange.venue.setMark('SOLUSDT', '160')
    await each((watch) => watch.until(() => reasonsIn(watch).includes('worsened'), 'alert without the database'))
    for (const lock of locks) {
      lock.exec('ROLLBACK')
      lock.close()
    }
    exchange.venue.setMark('SOLUSDT', '157')
    await each((watch) => watch.until(() => reasonsIn(watch).length >= 4, 'alert after the lock'))
    for (const watch of watches) {
      test.expect({ mode: watch.mode, told: reasonsIn(watch) }, watch.story()).toEqual({
        mode: watch.mode,
        told: ['entered', 'entered', 'worsened', 'worsened'],
      })
    }
    await endPolitely(test, watches)
  })

  it('tells once all the same on a full disk, says so, and has it in its log when there is room', {
    timeout: 90_000,
  }, async (test) => {
    const exchange = await startExchange(test)
    const { watches, each } = await watchAll(test, exchange, { staleSeconds: 60, fileBlocks: FILE_BLOCKS })
    const fill = () => watches.map(({ home }) => fillDisk(test, databaseOf(home.folder)))
    const makeRoom = fill()
    exchange.venue.setMark('SOLUSDT', '160')
    await each((watch) => watch.until(() => reasonsIn(watch).includes('worsened'), 'alert without room'))
    await each((watch) => watch.until(() => /database is unavailable: disk I\/O/.test(watch.shown), 'word of the disk'))
    // Looks at the same price, with nothing to go by but what the process itself remembers.
    await new Promise((resolve) => setTimeout(resolve, 3000))
    for (const watch of watches) {
      test.expect(reasonsIn(watch), watch.story()).toEqual(['entered', 'entered', 'worsened'])
    }
    for (const make of makeRoom) make()
    exchange.venue.setMark('SOLUSDT', '157')
    const isLogged = (watch: LongLived): boolean =>
      logOf(watch).filter((line) => line.includes('delivered')).length >= 4
    await each((watch) => watch.until(() => isLogged(watch), 'all of it in the log'))
    for (const watch of watches) {
      const told = ['entered', 'entered', 'worsened', 'worsened']
      const seen = { mode: watch.mode, verdicts: watch.verdicts, told: reasonsIn(watch), logged: logOf(watch) }
      const logged = told.map((reason) => `${reason} delivered 1`)
      test.expect(seen, watch.story()).toEqual({ mode: watch.mode, verdicts: ['CRITICAL'], told, logged })
    }
    // What is to be put in order at the end cannot be written either.
    fill()
    await endPolitely(test, watches)
  })

  it('goes on looking while one notifier hangs and another fails', { timeout: 90_000 }, async (test) => {
    const exchange = await startExchange(test)
    const all = ['phone', 'hanging', 'failing']
    const prepare: LongLivedOptions['prepare'] = ({ configPath }) => {
      const config = JSON.parse(readFileSync(configPath, 'utf8'))
      config.channels.hanging = { type: 'command', argv: ['sleep', '60'] }
      config.channels.failing = { type: 'command', argv: ['false'] }
      config.routes = { '15': all, '10': all, '5': all, blind: all }
      writeFileSync(configPath, JSON.stringify(config), { mode: 0o600 })
    }
    const { watches, each } = await watchAll(test, exchange, { prepare, staleSeconds: 60 })
    exchange.venue.setMark('SOLUSDT', '160')
    await each((watch) => watch.until(() => reasonsIn(watch).includes('worsened'), 'the next alert meanwhile'))
    await each((watch) => watch.until(() => watch.mode === 'json' || /hanging FAILED/.test(watch.shown), 'word of it'))
    test.expect(watches.map(({ verdicts }) => verdicts)).toEqual(watches.map(() => ['CRITICAL']))
    await endPolitely(test, watches)
  })

  it('tells nothing twice after a kill -9, nor beside another', { timeout: 60_000 }, async (test) => {
    const exchange = await startExchange(test)
    const { watches, each } = await watchAll(test, exchange, { staleSeconds: 60 })
    // From here on it is recorded that the message was delivered.
    await new Promise((resolve) => setTimeout(resolve, 1000))
    for (const watch of watches) watch.cli.signal('SIGKILL')
    await each(async (watch) => void (await watch.cli.exited))
    const again = await Promise.all(
      watches.map((beside) => LongLived.start({ test, exchange, mode: beside.mode, staleSeconds: 60, beside })),
    )
    // One more of another kind on each home: a screen beside a service, a log beside a screen.
    const others = await Promise.all(
      again.map((beside) => {
        const mode = beside.mode === 'screen' ? 'json' : 'screen'
        return LongLived.start({ test, exchange, mode, staleSeconds: 60, beside })
      }),
    )
    for (const watch of [...again, ...others]) await watch.until(() => watch.verdict === 'CRITICAL', 'look')
    exchange.venue.setMark('SOLUSDT', '160')
    for (const watch of again) await watch.until(() => reasonsIn(watch).includes('worsened'), 'alert')
    await new Promise((resolve) => setTimeout(resolve, 3000))
    for (const watch of again) {
      const told = reasonsIn(watch).filter((reason) => reason !== 'sighted')
      test.expect({ mode: watch.mode, told }).toEqual({ mode: watch.mode, told: ['entered', 'entered', 'worsened'] })
    }
    await endPolitely(test, [...again, ...others])
  })
})

describe.concurrent('the demo left running', () => {
  it('shows a blackout as such and ends with 0', { timeout: 60_000 }, async (test) => {
    const demo = new LiveCli(['demo', '--scenario', 'blackout', '--speed', '4'], { test, env: ENV })
    test.expect(await demo.exited).toBe(0)
    test.expect(demo.stdout).toMatch(/UNKNOWN|cannot see/)
  })

  it('gives the terminal back and ends with 0 on SIGTERM', { timeout: 60_000 }, async (test) => {
    const demo = new LiveCli(['demo'], { test, env: ENV, hasTerminal: true })
    await demo.prints(/SOLUSDT/)
    demo.signal('SIGTERM')
    test.expect(await demo.exited).toBe(0)
    test.expect(demo.stdout.lastIndexOf('\u001b[?1049l')).toBeGreaterThan(demo.stdout.lastIndexOf('\u001b[?1049h'))
  })
})

const databaseOf = (folder: string): string => join(folder, 'state', 'liqwatch.db')

/** What the alert log holds, oldest first: why it was told, and how often it was sent until it was delivered. */
function logOf({ home }: LongLived): readonly string[] {
  const database = new Database(databaseOf(home.folder), { readonly: true, timeout: 5000 })
  const rows = database
    .prepare('SELECT reason, status, attempts FROM alert JOIN delivery ON alert_id = id ORDER BY due_at_ms, id')
    .all([])
  database.close()
  return rows.map((row) => Object.values(Object(row)).join(' '))
}

const ENV = { PATH: process.env.PATH ?? '' }
