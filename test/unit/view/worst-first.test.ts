import { expect, it } from 'vitest'
import type { AccountFailure, AccountRisk, StatusReport, Verdict } from '../../../src/risk/report.ts'
import { worstFirst } from '../../../src/view/worst-first.ts'
import { anAccount, anEmptyAccount, aPool, aPositionRisk, aReport, BTC, DOGE, SOL } from './reports.ts'

const failure: AccountFailure = {
  account: 'broken',
  environment: 'LIVE',
  code: 'timeout',
  message: 'no answer',
  hint: 'wait',
  retryable: true,
}

function account(name: string, verdict: Verdict, positions = [BTC], pools = [aPool()]): AccountRisk {
  return anAccount({ account: name, verdict, positions: positions.map(aPositionRisk), pools })
}

function namesOf(report: StatusReport): readonly string[] {
  return worstFirst(report).map((section) => ('risk' in section ? section.risk.account : section.account))
}

it('shows accounts by verdict, and what could not be read before what is unknown', () => {
  const accounts = [account('calm', 'OK'), account('dark', 'UNKNOWN'), account('burning', 'CRITICAL')]
  expect(namesOf(aReport(accounts, { failures: [failure] }))).toEqual(['burning', 'broken', 'dark', 'calm'])
})

it('shows the one nearest to a liquidation first among equals, be it a position or a pool', () => {
  const accounts = [
    anAccount({ ...anEmptyAccount(), account: 'flat' }),
    account('wide', 'OK', [BTC], []),
    account('pool', 'OK', [BTC]),
    account('near', 'OK', [{ ...DOGE, tier: null }], []),
  ]
  expect(namesOf(aReport(accounts))).toEqual(['near', 'pool', 'wide', 'flat'])
  expect(namesOf(aReport([account('far', 'CRITICAL', [DOGE]), account('close', 'CRITICAL', [SOL])]))).toEqual([
    'close',
    'far',
  ])
})
