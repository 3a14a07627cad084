import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { fundingDriftText, remedyTexts } from '../../../src/view/watch-advice.ts'

const REMEDY = {
  targetPct: d('15'),
  close: { quantity: d('33.6'), sharePct: d('56') },
  add: { amount: d('856.66'), asset: 'USDT' },
}

describe('advice on the live screen', () => {
  it.each([
    {
      name: 'both ways',
      remedy: REMEDY,
      texts: ['close 33.60 (56%) to stand at 15%', 'add 856.66 USDT to stand at 15%'],
    },
    { name: 'money alone', remedy: { ...REMEDY, close: null }, texts: ['add 856.66 USDT to stand at 15%'] },
    { name: 'no way', remedy: { ...REMEDY, close: null, add: null }, texts: [] },
  ])('tells $name, closing first', ({ remedy, texts }) => {
    expect(remedyTexts(remedy, { stepSize: d('0.01') })).toEqual(texts)
  })

  it.each([
    {
      name: 'funding that brings liquidation closer',
      distancePct: '-0.12',
      text: 'funding -2.31 a day brings liquidation 0.12% closer each day',
    },
    { name: 'nothing of funding that hardly moves it', distancePct: '-0.004', text: null },
    { name: 'nothing of funding that helps', distancePct: '0.2', text: null },
  ])('tells $name', ({ distancePct, text }) => {
    const liquidationDrift = { price: d('0.2'), distancePct: d(distancePct) }
    expect(fundingDriftText({ perDay: d('-2.31'), liquidationDrift })).toBe(text)
  })

  it('tells nothing of funding where there is no liquidation price', () => {
    expect(fundingDriftText({ perDay: d('-2.31'), liquidationDrift: null })).toBeNull()
  })
})
