import { expect, it } from 'vitest'
import { type DemoStep, demoStepLine } from '../../../src/view/demo-screen.ts'
import { aScreen, NOW_MS } from './reports.ts'

function aStep(traits: Partial<DemoStep>): DemoStep {
  return {
    name: 'trigger',
    atMs: NOW_MS,
    symbol: 'DOGEUSDT',
    price: '0.17267436',
    quantity: '33000',
    fee: '0.00000000',
    tickSize: '0.00001',
    ...traits,
  }
}

it.each([
  { name: 'a price on the grid of its symbol', step: {}, ends: 'mark reached the liquidation price at 0.17267' },
  {
    name: 'a fee in money',
    step: { name: 'close', fee: '85.48721' },
    ends: 'closed at the market at 0.17267, fee 85.49',
  },
  { name: 'neither where there is none', step: { name: 'cleared', price: null }, ends: 'DOGEUSDT liquidation is over' },
])('prints $name', ({ step, ends }) => {
  expect(demoStepLine(aStep(step), aScreen(null)).endsWith(ends)).toBe(true)
})
