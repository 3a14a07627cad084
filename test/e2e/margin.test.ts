import { afterEach, describe, expect, it } from 'vitest'
import { type DemoExchange, type DemoOptions, startDemoExchange } from '../../src/demo/server.ts'
import { type CliHome, homeFor, runCli } from '../support/run-cli.ts'

let venue: DemoExchange | null = null

afterEach(async () => {
  await venue?.close()
  venue = null
})

async function open(options: DemoOptions): Promise<{ readonly venue: DemoExchange; readonly home: CliHome }> {
  const exchange = await startDemoExchange({ ...options })
  venue = exchange
  return { venue: exchange, home: homeFor(exchange) }
}

const jsonOf = async (argv: readonly string[], env?: Readonly<Record<string, string>>) => {
  const { stdout, stderr, exitCode } = await runCli([...argv, '--json'], env === undefined ? {} : { env })
  return { document: JSON.parse(stdout), stderr, exitCode }
}

describe('margin, through the built program', () => {
  it('--demo shows both accounts, worst first', async () => {
    const { stdout, exitCode } = await runCli(['margin', '--demo'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/SOLUSDT isolated 5x: normal, level 1\.9000/)
    expect(stdout).toMatch(/cross 3x: normal, level 2\.4500/)
    expect(stdout.indexOf('SOLUSDT')).toBeLessThan(stdout.indexOf('cross 3x'))
    expect(stdout).toContain('Nothing was sent.')
  })

  it('--demo --scenario margin-call --json keeps the names of the contract', async () => {
    const { document, exitCode } = await jsonOf(['margin', '--demo', '--scenario', 'margin-call', '--target', '2'])
    expect([exitCode, document.command, document.schema]).toEqual([0, 'margin', 'liqwatch/1'])
    const { cross, isolated } = document.margin
    expect(cross).toMatchObject({ mode: 'classic', callLevel: '1.3', liquidationLevel: '1.1', quoteAsset: 'USDC' })
    for (const name of [
      'level',
      'exchangeLevel',
      'assets',
      'debt',
      'interest',
      'netEquity',
      'fallToCallPct',
      'fallToLiquidationPct',
    ]) {
      expect(cross[name], name).toMatch(/^-?\d+(\.\d+)?$/)
    }
    expect(cross.toTarget.target).toBe('2')
    const { add, repay, sellAndRepay } = cross.toTarget
    const [assets, debt] = [Number(cross.assets), Number(cross.debt)]
    expect((assets + Number(add)) / debt).toBeCloseTo(2, 6)
    expect(assets / (debt - Number(repay))).toBeCloseTo(2, 6)
    expect((assets - Number(sellAndRepay)) / (debt - Number(sellAndRepay))).toBeCloseTo(2, 6)
    expect(isolated.map(({ symbol }: { symbol: string }) => symbol)).toEqual(['SOLUSDT'])
    expect(isolated[0].liquidationPrice).toMatch(/^\d+\.\d{8}/)
  })

  it.each([
    { name: 'a', fee: '8000', returned: '32000', levels: [null, '1.25', '1.1', null, null] },
    { name: 'b', fee: '8000', returned: '27000', levels: [null, '1.25', '1.1', '1.0875', null, null] },
    {
      name: 'c',
      fee: '8000',
      returned: '29000',
      levels: [null, '1.25', '1.1', '1.1142857143', '1.1057142857', null, null],
    },
  ])('simulate --example $name needs no account', async ({ name, fee, returned, levels }) => {
    const { document, exitCode } = await jsonOf(['margin', 'simulate', '--example', name])
    expect(exitCode).toBe(0)
    expect([document.simulation.example, document.simulation.fee, document.simulation.returned]).toEqual([
      name,
      fee,
      returned,
    ])
    const shown = document.simulation.steps.map(({ marginLevel }: { marginLevel: string | null }) => marginLevel)
    expect(shown.map((level: string | null) => level && Number(level).toFixed(8))).toEqual(
      levels.map((level) => level && Number(level).toFixed(8)),
    )
  })

  it.each([
    { argv: ['margin', 'simulate', '--demo', '--slippage', '2'] },
    { argv: ['margin', 'simulate', '--account', '--demo'] },
    { argv: ['margin', 'simulate', '--demo', '-a', 'demo'] },
  ])('$argv plays the liquidation of own accounts', async ({ argv }) => {
    const { document, exitCode } = await jsonOf(argv)
    expect(exitCode).toBe(0)
    const ways = document.simulation.runs.map(({ name, way }: { name: string; way: string }) => `${name} ${way}`)
    expect(ways).toContain('cross margin regular')
    expect(ways).toContain('SOLUSDT isolated margin takeover')
  })

  it.each([
    { argv: ['margin', '--target', 'x', '--demo'], says: '--target takes a margin level above 0, not "x"' },
    { argv: ['margin', '--target', '1', '--demo'], says: '--target takes a margin level above 1, at most 100, not 1' },
    { argv: ['margin', '--target', '1.05', '--demo'], says: '--target 1.05 is no way out' },
    { argv: ['margin', 'simulate', '--example', 'd'], says: 'there is no example "d"' },
    {
      argv: ['margin', 'simulate', '--example', 'a', '--slippage', '1'],
      says: '--slippage does not go with --example',
    },
    { argv: ['margin', 'simulate', '--slippage', '200', '--demo'], says: '--slippage takes a percentage above 0' },
    { argv: ['margin', 'simulate', '--target', '2', '--demo'], says: '--target does not go with simulate' },
    { argv: ['margin', '--demo', '--account'], says: '--account needs a value' },
  ])('$argv is one clear sentence and exit code 2', async ({ argv, says }) => {
    const { exitCode, stdout, stderr } = await runCli(argv)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toContain(says)
  })

  it('an account that was never opened is absence', async () => {
    const { home } = await open({ account: 'flat' })
    const { stdout, exitCode } = await runCli(['margin'], { env: home.env })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('no margin account was ever opened')
  })

  it.each([
    'margin-level',
    'margin-call',
    'margin-liquidation-price',
    'margin-repay',
    'margin-liquidation',
    'margin-top-up',
  ])('explain %s', async (topic) => {
    const { stdout, exitCode } = await runCli(['explain', topic, '--demo'])
    expect(exitCode).toBe(0)
    expect(stdout.startsWith(`${topic}: `)).toBe(true)
  })
})

describe('margin in status and check', () => {
  it('status shows futures and margin together', async () => {
    const { document } = await jsonOf(['status', '--demo'])
    const [account] = document.accounts
    expect(account.positions.length).toBeGreaterThan(0)
    expect(account.margin.accounts.map(({ symbol }: { symbol: string | null }) => symbol)).toEqual(['SOLUSDT', null])
  })

  it('watch shows margin too, on its screen and in its JSON', async () => {
    const { home } = await open({ account: 'default' })
    const { stdout } = await runCli(['watch', '--once'], { env: home.env })
    expect(stdout).toMatch(/cross 3x +2\.4500 .* normal/)
    expect(stdout).toMatch(/levels read \d+ s ago/)
    const { document } = await jsonOf(['watch', '--once'], home.env)
    expect(document.accounts[0].margin.accounts[1]).toMatchObject({ symbol: null, callLevel: '1.3', movedLevel: null })
  })

  it('check walks through the call to the liquidation, in one message with futures', async () => {
    const { venue: exchange, home } = await open({ account: 'default', scenario: 'margin-call', speed: 0 })
    const look = async (minutes: number) => {
      if (minutes > 0) exchange.venue.advance(minutes * 60_000)
      const { document } = await jsonOf(['check'], home.env)
      const own = document.alerts.filter(({ key }: { key: string }) => key.startsWith('main/margin'))
      return { document, reasons: own.map(({ key, reason }: { key: string; reason: string }) => `${key} ${reason}`) }
    }
    const reasons = [...(await look(0)).reasons]
    const codes = new Set<number>()
    for (let round = 0; round < 14; round += 1) {
      const { document, reasons: more } = await look(4)
      reasons.push(...more)
      codes.add(document.exitCode)
    }
    expect(reasons).toContain('main/margin margin-call')
    expect(reasons).toContain('main/margin/SOLUSDT margin-call')
    expect(reasons).toContain('main/margin/SOLUSDT liquidated')
    expect(reasons).toContain('main/margin liquidated')
    expect(reasons.filter((text) => text.endsWith('liquidated'))).toHaveLength(2)
    expect(codes).toContain(2)
  })

  it('a margin outage does not hide futures, nor the reverse', async () => {
    const { venue: exchange, home } = await open({ account: 'default' })
    await jsonOf(['check'], home.env)
    const heal = exchange.faults.http({ kind: 'status', path: '/sapi/v1/margin/*', status: 503 })
    const margin = await jsonOf(['status'], home.env)
    expect(margin.exitCode).toBe(0)
    expect(margin.document.accounts[0].positions.length).toBeGreaterThan(0)
    expect(margin.document.accounts[0].margin.verdict).toBe('UNKNOWN')
    heal()
    exchange.faults.http({ kind: 'status', path: '/fapi/v3/*', status: 503 })
    const futures = await jsonOf(['status'], home.env)
    expect(futures.document.accounts[0].verdict).toBe('UNKNOWN')
    expect(futures.document.accounts[0].margin.accounts.length).toBe(2)
    const check = await runCli(['check'], { env: home.env })
    expect(check.exitCode).toBe(3)
    expect(check.stdout).toContain("'main/margin'=")
  })
})
