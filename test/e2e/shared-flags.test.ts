import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { homeFor, runCli } from '../support/run-cli.ts'

const TABLES = [
  ['status'],
  ['positions'],
  ['fix', 'SOL'],
  ['stress'],
  ['leverage', 'SOL', '--entry', '165', '--stop', '150'],
  ['size', 'SOL', '--side', 'long', '--stop', '163'],
  ['stop'],
  ['modes'],
  ['liquidate', 'SOL'],
  ['funding'],
  ['oi', 'SOL'],
  ['xcheck', 'SOL'],
  ['exchange', 'SOL'],
  ['calendar'],
  ['orders'],
  ['rules'],
  ['margin'],
  ['history', '--since', '3d'],
]

const NO_TABLES = [
  ['check'],
  ['watch', '--once'],
  ['doctor'],
  ['demo'],
  ['init'],
  ['explain', 'atr'],
  ['completion', 'bash'],
  ['schedule', 'print'],
  ['notify', 'test'],
  ['alerts', 'drill'],
  ['margin', 'simulate', '--example', 'a'],
]

describe.each(TABLES.map((words) => ({ words, name: words[0] })))('$name', ({ words }) => {
  it('prints a table with --csv', async () => {
    const { exitCode, stdout } = await runCli([...words, '--csv', '--demo'])
    const [header = '', ...rows] = stdout.trimEnd().split('\r\n')
    expect(exitCode).toBe(0)
    expect(header).toMatch(/^[\w.]+(,[\w.]+)+$/)
    expect(rows.length).toBeGreaterThan(0)
  })
})

describe('a flag with a senseless value', () => {
  it.each([
    { flag: ['--timeout', 'abc'], says: "--timeout: value 'abc' is invalid. It takes a number of seconds above 0" },
    { flag: ['--timeout', '-1'], says: 'It takes a number of seconds above 0' },
    { flag: ['--timeout', '0'], says: 'It takes a number of seconds above 0' },
    { flag: ['--timeout', '1e9'], says: 'It takes a number of seconds above 0' },
    { flag: ['--csv', '--json'], says: '--csv and --json ask for two forms at once' },
  ])('$flag', async ({ flag, says }) => {
    for (const command of ['status', 'fix', 'check', 'doctor']) {
      const { exitCode, stderr, stdout } = await runCli([
        command,
        ...(command === 'fix' ? ['SOL'] : []),
        ...flag,
        '--demo',
      ])
      expect([command, exitCode]).toEqual([command, command === 'check' ? 3 : 2])
      expect(stdout + stderr).toContain(says)
    }
  })
})

describe('with an exchange that takes its time over every reply', () => {
  let exchange: DemoExchange
  beforeAll(async () => {
    exchange = await startDemoExchange({ speed: 0 })
    exchange.faults.http({ kind: 'latency', ms: 450 })
  })
  afterAll(() => exchange.close())

  // Each reply would come in time by itself; all that follow one another together do not.
  it.each([
    ['funding'],
    ['exchange'],
    ['stop'],
    ['leverage', 'SOL', '--entry', '165', '--stop', '163'],
    ['orders'],
    ['oi'],
    ['xcheck', 'SOL'],
    ['margin'],
    ['doctor'],
  ])('%s gives up after its --timeout as a whole', async (...words) => {
    const { env } = homeFor(exchange)
    const { stdout, stderr } = await runCli([...words, '--timeout', '1', '--json'], { env })
    expect(stdout + stderr).toMatch(/within \d|no complete answer|timeout/)
  })
})

describe.each(NO_TABLES.map((words) => ({ words, name: words.join(' ') })))('$name', ({ words }) => {
  it('refuses --csv by its own name, before anything else is done', async () => {
    const { exitCode, stderr, stdout } = await runCli([...words, '--csv', '--demo'])
    const name = words.slice(0, words.length > 1 && /^[a-z]+$/.test(words[1] ?? '') ? 2 : 1).join(' ')
    expect(exitCode).toBe(words[0] === 'check' ? 3 : 2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(new RegExp(`error: (${name}|${words[0]}) answers with no table`))
  })
})
