import { expect, it } from 'vitest'
import { withoutBareAccount } from '../../../src/cli/margin-arguments.ts'

it.each([
  { typed: 'margin simulate --account', meant: 'margin simulate' },
  { typed: 'margin simulate --account --demo', meant: 'margin simulate --demo' },
  { typed: '--demo margin simulate --slippage 2 --account', meant: '--demo margin simulate --slippage 2' },
  { typed: 'margin simulate --account second --json', meant: 'margin simulate --account second --json' },
  { typed: '--account second margin simulate', meant: '--account second margin simulate' },
  { typed: 'margin --account', meant: 'margin --account' },
  { typed: 'status --account', meant: 'status --account' },
])('$typed', ({ typed, meant }) => {
  expect(withoutBareAccount(typed.split(' ')).join(' ')).toBe(meant)
})
