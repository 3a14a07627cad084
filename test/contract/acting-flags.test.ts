import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readBetas } from '../../src/app/betas.ts'
import type { FixFlags } from '../../src/cli/commands/fix.ts'
import { fixWish } from '../../src/cli/fix.ts'
import { liquidateWish } from '../../src/cli/liquidate.ts'
import { modesWish } from '../../src/cli/modes.ts'
import { heldPosition } from '../../src/cli/one-account.ts'
import { readScenarioFile, understoodScenarios } from '../../src/cli/scenario-file.ts'
import { stressWish } from '../../src/cli/stress.ts'
import { d } from '../../src/model/decimal.ts'
import { aBook, aContext } from '../support/acting.ts'
import { aCandle, aPosition, aSnapshot, aWallet } from '../support/builders.ts'

const folder = mkdtempSync(join(tmpdir(), 'liqwatch-scenarios-'))
afterAll(() => rmSync(folder, { recursive: true }))

function written(text: string): string {
  const path = join(folder, `${Math.abs(text.length)}-${text.replace(/\W/g, '').slice(0, 20)}.json`)
  writeFileSync(path, text)
  return path
}

const refused = (message: RegExp) => expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) })

function thrown(act: () => unknown): unknown {
  try {
    return { returned: act() }
  } catch (error) {
    return error
  }
}

describe('fix', () => {
  const flags = (overrides: Partial<FixFlags>): FixFlags => ({ target: '15', ...overrides })

  it.each([
    { name: 'zero', given: { target: '0' }, says: /--target takes a percentage above 0/ },
    { name: 'a negative target', given: { target: '-5' }, says: /--target takes a percentage above 0/ },
    { name: 'nonsense', given: { target: 'far' }, says: /--target takes a percentage .* not "far"/ },
    { name: 'a target no price can reach', given: { target: '100' }, says: /--target must be below 100/ },
    { name: 'no money', given: { budget: '0' }, says: /--budget takes an amount above 0/ },
    { name: 'owed money', given: { budget: '-1' }, says: /--budget takes an amount above 0/ },
    { name: 'no such side', given: { side: 'both' }, says: /--side takes long or short/ },
    { name: 'a pool for a position', given: { pool: 'USDT' }, says: /--pool goes with account, not with "sol"/ },
  ])('refuses $name', ({ given, says }) => {
    expect(thrown(() => fixWish('sol', flags(given)))).toEqual(refused(says))
  })

  it('refuses a side for the account', () => {
    expect(thrown(() => fixWish('account', flags({ side: 'long' })))).toEqual(refused(/--side goes with a position/))
  })

  it('reads what it was given', () => {
    const wish = fixWish('sol', flags({ target: '12.5%', budget: '500', side: 'Long' }))
    expect([wish.targetPct.toFixed(), wish.budget?.toFixed(), wish.side]).toEqual(['12.5', '500', 'LONG'])
  })
})

describe('the position', () => {
  const hedged = aSnapshot({
    hedgeMode: true,
    wallets: [aWallet('USDT', '0', '30')],
    positions: [
      aPosition({ symbol: 'SOLUSDT', positionSide: 'LONG', isolatedWallet: '20' }),
      aPosition({ symbol: 'SOLUSDT', positionSide: 'SHORT', side: 'SHORT', isolatedWallet: '10' }),
    ],
  })

  it('of two legs is the nearer one, or the one that was named', () => {
    const { risk } = aContext(hedged)
    expect(heldPosition('SOLUSDT', null, risk).position.side).toBe('SHORT')
    expect(heldPosition('SOLUSDT', 'LONG', risk).position.side).toBe('LONG')
  })

  it('must be open', () => {
    const { risk } = aContext(aBook())
    expect(thrown(() => heldPosition('XRPUSDT', null, risk))).toEqual(refused(/no position is open in "XRPUSDT"/))
    expect(thrown(() => heldPosition('SOLUSDT', 'SHORT', risk))).toEqual(
      refused(/no short position is open in SOLUSDT/),
    )
  })

  it('must be readable', () => {
    const row = {
      symbol: 'XRPUSDT',
      positionSide: 'BOTH',
      marginType: null,
      marginAsset: null,
      why: 'entryPrice is missing',
    } as const
    const { risk } = aContext(aSnapshot({ unreadable: [row] }))
    expect(thrown(() => heldPosition('xrpusdt', null, risk))).toMatchObject({ code: 'figures-unknown', exitCode: 1 })
  })
})

describe('stress and modes', () => {
  it.each([
    { name: 'zero', shock: '0', says: /--shock takes percentages above -100 other than 0, not "0"/ },
    { name: 'nonsense', shock: '-5,ten', says: /not "ten"/ },
    { name: 'an empty one', shock: '-5,,10', says: /not ""/ },
    { name: 'a fall beyond nothing', shock: '-100', says: /above -100/ },
    { name: 'too many', shock: Array(21).fill('-1').join(','), says: /at most 20 shocks, not 21/ },
  ])('refuse $name', ({ shock, says }) => {
    expect(thrown(() => stressWish({ shock }))).toEqual(refused(says))
    expect(thrown(() => modesWish({ shock }))).toEqual(refused(says))
  })

  it('read what they were given', () => {
    const shown = (shocks: readonly { toFixed(): string }[]) => shocks.map((shock) => shock.toFixed())
    expect(shown(stressWish({ shock: ' -5%, 12.5' }).shocksPct)).toEqual(['-5', '12.5'])
    expect(shown(stressWish({}).shocksPct)).toEqual(['-5', '-10', '-20'])
    expect(stressWish({ adverse: true }).mode).toBe('adverse')
    expect(thrown(() => stressWish({ adverse: true, beta: true }))).toEqual(refused(/two different shocks/))
    expect(thrown(() => liquidateWish('sol', { side: 'up' }))).toEqual(refused(/--side takes long or short/))
  })
})

describe('a scenario file', () => {
  it.each([
    { name: 'that is not there', text: null, says: /cannot be read/ },
    { name: 'that is no JSON', text: '{ alts', says: /is not JSON/ },
    { name: 'without scenarios', text: '[]', says: /holds no scenarios/ },
    { name: 'without moves', text: '{"crash": -10}', says: /has no moves for "crash"/ },
    {
      name: 'with a move that is none',
      text: '{"crash": {"BTC": "down"}}',
      says: /no percentage from -100 to 900 at "crash.BTC"/,
    },
    { name: 'with a move beyond nothing', text: '{"crash": {"BTC": -101}}', says: /at "crash.BTC"/ },
  ])('$name is refused', ({ text, says }) => {
    const path = text === null ? join(folder, 'missing.json') : written(text)
    expect(thrown(() => readScenarioFile(path))).toEqual(refused(says))
  })

  it('is understood by symbol, by coin and for all others', () => {
    const scenarios = readScenarioFile(
      written('{"crash": {"BTC": -10, "SOLUSDT": "-30%", "*": -20}, "squeeze": {"ETH": 15}}'),
    )
    const understood = understoodScenarios(scenarios, aBook()).map(({ name, movesPct }) => [
      name,
      Object.fromEntries([...movesPct].map(([symbol, move]) => [symbol, move.toFixed()])),
    ])
    expect(understood).toEqual([
      ['crash', { SOLUSDT: '-30', DOGEUSDT: '-20', BTCUSDT: '-10', ETHUSDT: '-20' }],
      ['squeeze', { SOLUSDT: '0', DOGEUSDT: '0', BTCUSDT: '0', ETHUSDT: '15' }],
    ])
  })

  it('is refused where it names nothing that exists', () => {
    const scenarios = readScenarioFile(written('{"crash": {"DOGEE": -10}}'))
    expect(thrown(() => understoodScenarios(scenarios, aBook()))).toMatchObject({
      exitCode: 2,
      hint: expect.stringContaining('DOGE'),
    })
  })
})

describe('betas', () => {
  const days = (factor: number) =>
    Array.from({ length: 32 }, (_, day) => {
      const close = (1000 + (day % 2 === 0 ? 0 : 20 * factor)).toFixed(2)
      return aCandle(day + 1, [close, close, close])
    })
  const nowMs = 33 * 86_400_000

  it('name the symbols that could not be computed', async () => {
    const told: string[] = []
    const exchange = {
      fetchCandles: async (symbol: string) => {
        if (symbol === 'GONEUSDT') throw new Error('HTTP 503')
        return symbol === 'NEWUSDT' ? days(1).slice(-5) : days(symbol === 'SOLUSDT' ? 2 : 1)
      },
    }
    const reading = await readBetas(exchange, ['SOLUSDT', 'GONEUSDT', 'BTCUSDT', 'NEWUSDT'], {
      nowMs,
      onProgress: (read, all) => told.push(`${read}/${all}`),
    })
    expect([...reading.betas.keys()]).toEqual(['SOLUSDT', 'BTCUSDT'])
    expect(reading.betas.get('BTCUSDT')?.eq(d('1'))).toBe(true)
    expect(reading.betas.get('SOLUSDT')?.gt('1.9')).toBe(true)
    expect(reading.unknown).toEqual([
      { symbol: 'GONEUSDT', why: 'HTTP 503' },
      { symbol: 'NEWUSDT', why: 'too few daily candles' },
    ])
    expect(told).toEqual(['4/4'])
  })
})
