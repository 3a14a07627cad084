import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { d } from '../../src/model/decimal.ts'
import { bracketFault } from '../../src/risk/bracket-table.ts'
import { bracketFrom, type LiquidationVector, liquidationVectors } from '../contract/vectors.ts'
import { runCli } from '../support/run-cli.ts'
import { API_KEY, API_SECRET } from '../support/stub-exchange.ts'
import { type StubServer, startStub } from '../support/stub-server.ts'
import { serveVector } from '../support/vector-exchange.ts'

let stub: StubServer

beforeAll(async () => {
  stub = await startStub()
})
afterAll(() => stub.close())

interface PositionJson {
  readonly symbol: string
  readonly positionSide: string
  readonly liquidation: {
    readonly status: string
    readonly price: string | null
    readonly exchangePrice: string | null
  }
}

/** `status --json` of the account, through the built program and real HTTP. */
async function positionsOf(vector: LiquidationVector): Promise<readonly PositionJson[]> {
  const shown = vector.expected.liquidation.map(({ symbol, positionSide, price }) => [
    `${symbol} ${positionSide}`,
    price ?? '0',
  ])
  serveVector(stub, vector, Object.fromEntries(shown))
  const folder = mkdtempSync(join(tmpdir(), 'liqwatch-vector-'))
  writeFileSync(join(folder, 'key'), API_KEY, { mode: 0o600 })
  writeFileSync(join(folder, 'secret'), API_SECRET, { mode: 0o600 })
  const { url } = stub
  const account = {
    apiKey: 'file:key',
    apiSecret: 'file:secret',
    endpoints: { httpBase: url, httpFutures: url, httpDelivery: url },
  }
  const config = join(folder, 'config.json')
  writeFileSync(config, JSON.stringify({ accounts: { main: account }, channels: {} }), { mode: 0o600 })
  const env = { PATH: process.env.PATH ?? '', HOME: folder, LIQWATCH_CACHE_DIR: join(folder, 'cache') }
  const { stdout, stderr, exitCode } = await runCli(['status', '--json', '--config', config], { env })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return JSON.parse(stdout).accounts[0].positions
}

function priceIn(positions: readonly PositionJson[], slot: { symbol: string; positionSide: string }) {
  const found = positions.find(
    ({ symbol, positionSide }) => symbol === slot.symbol && positionSide === slot.positionSide,
  )
  if (found === undefined) throw new Error(`${slot.symbol} is not in the answer`)
  return found.liquidation
}

const areSound = ({ brackets }: LiquidationVector) =>
  Object.entries(brackets).every(([symbol, rows]) => bracketFault(bracketFrom(rows, symbol)) === null)

const recorded = liquidationVectors('recorded').filter(
  (vector) =>
    areSound(vector) &&
    vector.rounding?.entryDecimals === 8 &&
    vector.rounding.decimals === 8 &&
    vector.expected.liquidation.every(({ exact }) => exact === true),
)
const generated = liquidationVectors('generated')

describe('status --json, through the built program', () => {
  it('has enough recorded and generated accounts to prove something', () => {
    expect(recorded.length).toBeGreaterThanOrEqual(11)
    expect(generated.length).toBeGreaterThanOrEqual(30)
  })

  it.each(recorded.map((vector) => [vector.id, vector] as const))(
    '%s: gives the price that Binance recorded to its last digit',
    async (_id, vector) => {
      const positions = await positionsOf(vector)
      for (const expected of vector.expected.liquidation) {
        const { price } = priceIn(positions, expected)
        expect(d(price ?? 'none').toFixed(8)).toBe(d(expected.price ?? '0').toFixed(8))
      }
    },
  )

  it.each(generated.map((vector) => [vector.id, vector] as const))(
    '%s: gives the price of the independent solver to 1e-8',
    async (_id, vector) => {
      const positions = await positionsOf(vector)
      for (const expected of vector.expected.liquidation) {
        const { price, status } = priceIn(positions, expected)
        if (expected.price === null) {
          expect(status).toBe('none')
          continue
        }
        const gap = d(price ?? '0')
          .minus(d(expected.price))
          .abs()
        expect(gap.lte(d('1e-8')), `${price} against ${expected.price}`).toBe(true)
      }
    },
  )
})
