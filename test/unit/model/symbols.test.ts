import { describe, expect, it } from 'vitest'
import { plainSymbol, understandSymbol } from '../../../src/model/symbols.ts'

const KNOWN = [
  'BTCUSDT',
  'BTCUSDC',
  'ETHUSDT',
  'SOLUSDT',
  'SOLUSDC',
  '1000PEPEUSDT',
  'BTCUSDT_260327',
  '币安人生USDT',
  'ETHBTC',
]

describe('a typed symbol', () => {
  it.each([
    { typed: 'SOLUSDT', held: [], symbol: 'SOLUSDT', note: null },
    { typed: 'solusdt', held: [], symbol: 'SOLUSDT', note: 'understood "solusdt" as SOLUSDT' },
    { typed: 'sol', held: [], symbol: 'SOLUSDT', note: 'understood "sol" as SOLUSDT' },
    { typed: 'sol', held: ['SOLUSDC'], symbol: 'SOLUSDC', note: 'understood "sol" as SOLUSDC' },
    { typed: 'SOL/USDT', held: ['SOLUSDC'], symbol: 'SOLUSDT', note: 'understood "SOL/USDT" as SOLUSDT' },
    { typed: 'sol-usdt', held: [], symbol: 'SOLUSDT', note: 'understood "sol-usdt" as SOLUSDT' },
    { typed: 'SOL/USDT:USDT', held: [], symbol: 'SOLUSDT', note: 'understood "SOL/USDT:USDT" as SOLUSDT' },
    { typed: 'SOLUSDT.P', held: [], symbol: 'SOLUSDT', note: 'understood "SOLUSDT.P" as SOLUSDT' },
    { typed: 'BINANCE:SOLUSDT.P', held: [], symbol: 'SOLUSDT', note: 'understood "BINANCE:SOLUSDT.P" as SOLUSDT' },
    { typed: 'btc', held: ['BTCUSDT_260327'], symbol: 'BTCUSDT_260327', note: 'understood "btc" as BTCUSDT_260327' },
    {
      typed: 'btcusdt_260327',
      held: [],
      symbol: 'BTCUSDT_260327',
      note: 'understood "btcusdt_260327" as BTCUSDT_260327',
    },
    { typed: '币安人生', held: [], symbol: '币安人生USDT', note: 'understood "币安人生" as 币安人生USDT' },
    { typed: 'OLDUSDT', held: ['OLDUSDT'], symbol: 'OLDUSDT', note: null },
  ])('$typed with $held held is $symbol', ({ typed, held, symbol, note }) => {
    expect(understandSymbol(typed, held, KNOWN)).toEqual({ status: 'understood', symbol, note })
  })

  it.each([
    { name: 'a slip', typed: 'SLOUSDT', held: [], suggestions: ['SOLUSDT', 'SOLUSDC'] },
    { name: 'a slip in a bare coin', typed: 'slo', held: [], suggestions: ['SOLUSDT'] },
    { name: 'a coin traded in lots of a thousand', typed: 'pepe', held: [], suggestions: ['1000PEPEUSDT'] },
    {
      name: 'a coin held in two contracts',
      typed: 'sol',
      held: ['SOLUSDC', 'SOLUSDT'],
      suggestions: ['SOLUSDC', 'SOLUSDT'],
    },
    { name: 'nonsense', typed: 'zzzzzzzz', held: [], suggestions: [] },
    { name: 'nothing', typed: ' ', held: ['SOLUSDT'], suggestions: [] },
  ])('$name is never guessed', ({ typed, held, suggestions }) => {
    const understood = understandSymbol(typed, held, KNOWN)
    expect(understood.status).toBe('unknown')
    expect(understood.status === 'unknown' ? understood.suggestions.slice(0, 2) : []).toEqual(suggestions)
  })

  it('still understands what is held when the list of symbols could not be read', () => {
    expect(understandSymbol('sol', ['SOLUSDT'], [])).toMatchObject({ status: 'understood', symbol: 'SOLUSDT' })
    expect(understandSymbol('btc', ['SOLUSDT'], [])).toMatchObject({ status: 'unknown' })
  })

  it('loses the dressing of charts and clients', () => {
    expect(plainSymbol(' eth / usdt ')).toBe('ETHUSDT')
    expect(plainSymbol('BTC-PERP')).toBe('BTC')
  })
})
