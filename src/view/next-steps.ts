import { isStopUnreadable } from '../risk/protective-stop.ts'
import type { AccountRisk, StatusReport } from '../risk/report.ts'
import { marginsOf } from './margin-lines.ts'
import { foreign } from './screen.ts'
import { worstFirst } from './worst-first.ts'

const MOST_STEPS = 3
/** The distance that `fix` aims at unless told otherwise. */
const USUAL_TARGET = '15'

/** Commands worth typing now, the most urgent first; none on a calm day. */
export function nextSteps(report: StatusReport): readonly string[] {
  const isOne = report.accounts.length + report.failures.length === 1
  const steps = worstFirst(report).flatMap((section) => {
    const account = 'risk' in section ? section.risk.account : section.account
    const flag = isOne ? '' : ` -a ${foreign(account)}`
    const margin = marginsOf(report, account)?.rows.some(({ verdict }) => verdict !== 'OK') ? ['margin'] : []
    const futures = 'risk' in section ? accountSteps(section.risk) : []
    return [...futures, ...margin].map((step) => `liqwatch ${step}${flag}`)
  })
  const doctor = report.verdict === 'UNKNOWN' || report.failures.length > 0 ? ['liqwatch doctor'] : []
  return [...new Set([...steps, ...doctor])].slice(0, MOST_STEPS)
}

function accountSteps(risk: AccountRisk): readonly string[] {
  const inTier = risk.positions.filter(({ tier }) => tier !== null)
  const worst = inTier[0]
  const isJoint = risk.pools.some(({ jointTier, symbols }) => jointTier !== null && symbols.length > 1)
  const isBare = inTier.some(({ stop, position }) => stop === null && !isStopUnreadable(position.symbol, risk))
  const isHalfCovered = inTier.some(({ stop }) => stop?.coveredPct.lt('100') || stop?.workingType === 'CONTRACT_PRICE')
  return [
    ...(worst === undefined ? [] : [`fix ${foreign(worst.position.symbol)} --target ${USUAL_TARGET}`]),
    ...(isJoint ? [`fix account --target ${USUAL_TARGET}`] : []),
    ...(isBare || isHalfCovered ? ['orders'] : []),
    ...(risk.positions.some(({ drift }) => drift.isWarning) ? ['doctor'] : []),
  ]
}
