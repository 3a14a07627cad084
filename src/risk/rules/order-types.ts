import type { AuditGap, FindingRule, OrderFinding } from '../order-audit.ts'
import { num, type Phrase, phrase } from '../phrase.ts'
import {
  inSection,
  type Judgement,
  type Rule,
  type RulesInput,
  type RuleVerdict,
  unknown,
  verdictOver,
} from './rule.ts'

/** What the audit of orders found for one rule; a symbol that it could not look at is unknown. */
export function auditVerdict({ audit, risk }: RulesInput, rule: FindingRule, figure: Phrase): RuleVerdict {
  const found = audit.findings.filter((finding) => finding.rule === rule)
  const gaps = audit.gaps.filter((gap) => gap.rule === rule || gap.rule === 'all')
  const unread = risk.unreadable.map(({ symbol, why }) => unknown(phrase`${symbol}: ${why}`))
  const judgements = [...found.map(asJudgement), ...gaps.map(asUnknown), ...unread]
  const nothing = risk.positions.length === 0 ? phrase`no open positions` : phrase`no such orders`
  return verdictOver(figure, judgements, nothing)
}

function asJudgement({ result, message, symbol, orderId }: OrderFinding): Judgement {
  return { status: result, text: orderId === null ? message : phrase`${symbol}: ${message}` }
}

function asUnknown({ symbol, why }: AuditGap): Judgement {
  return unknown(phrase`${symbol}: ${why}`)
}

const more = 'liqwatch orders'

/** Section "order type optimisation" of the guidance. */
export const ORDER_RULES: readonly Rule[] = inSection({ section: 'Orders', isCore: true }, [
  {
    id: 'OT1',
    title: 'stop-market rather than stop-limit',
    source:
      'sound with limits: far likelier to fill, but nothing guarantees it (price protection, largest market order, cancellation at liquidation); true of shorts as well',
    more,
    judge: (input) => auditVerdict(input, 'OT1', phrase`protective orders of a market type`),
  },
  {
    id: 'OT2',
    title: 'trailing stops wide enough for the noise',
    source:
      'sound with limits: the timeframe is not named (4 h assumed); activation and callback are two things, and Binance takes callbacks of 0.1 to 10 % only',
    more: 'liqwatch stop',
    judge: (input) => {
      const { multiple, period, interval } = input.figures.atr
      return auditVerdict(input, 'OT2', phrase`callback of at least ${num(multiple)} ATR(${period}) of ${interval}`)
    },
  },
  {
    id: 'OT3',
    title: 'no post-only orders on thin markets',
    source: 'sound with limits: a post-only order that would trade at once is refused by design, thin market or not',
    more,
    judge: (input) =>
      auditVerdict(
        input,
        'OT3',
        phrase`post-only where less than ${num(input.figures.thin.dayVolume)} trades a day or ${num(input.figures.thin.depth)} rests near the price`,
      ),
  },
  {
    id: 'OT4',
    title: 'triggers that watch the mark price',
    source:
      'doubtful: the source asks for index triggers, which Binance futures does not have; mark is the honest translation, and it fires later in a local wick',
    more,
    judge: (input) => auditVerdict(input, 'OT4', phrase`protective orders on MARK_PRICE`),
  },
  {
    id: 'OT5',
    title: 'reduce-only on every closing order',
    source: 'sound with limits: hedge mode and close-position have it built in and count as passed',
    more,
    judge: (input) => auditVerdict(input, 'OT5', phrase`closing orders are reduce-only`),
  },
])
