import { unseenSight } from './blind.ts'
import type { AlertDecision } from './decide.ts'
import type { AlertPolicy } from './decision-input.ts'
import { type AlertMemory, withoutDone } from './memory.ts'
import type { DueAlert } from './outbox.ts'
import { planMessages } from './plan.ts'
import { MINUTE_MS } from './rules.ts'
import { safeName } from './safe-text.ts'
import { silencedUntil } from './silence.ts'

/** News about a held symbol that is told once, whatever the distance from liquidation. */
export interface Notice {
  readonly account: string
  readonly symbol: string
  readonly reason: 'open-interest' | 'brackets'
  /** Tells one piece of news from the next about the same symbol: the same mark is not told again. */
  readonly mark: string
  readonly severity: 'info' | 'warning'
  readonly headline: string
  readonly lines: readonly string[]
  /** When its figures were read. */
  readonly dataAtMs: number
}

/** A piece of news that was told, by the key of its alert. */
export interface ToldNotice {
  readonly key: string
  readonly mark: string
  readonly atMs: number
}

/** No news is offered for longer than a week; what was told before then need not be remembered. */
const REMEMBERED_MS = 9 * 24 * 60 * MINUTE_MS

/** News of one moment. */
export interface NoticeInput {
  readonly nowMs: number
  readonly holder: string
  readonly notices: readonly Notice[]
}

/**
 * Memory and news in, new memory and messages out: what was told is not told again, and what a silence holds back is
 * told when it is offered again afterwards. Pure, like `decideAlerts`, and beside it: no reading is stepped, and of
 * what earlier alerts still owe only news about the same symbols is sent along.
 */
export function decideNotices(memory: AlertMemory, input: NoticeInput, policy: AlertPolicy): AlertDecision {
  const current = withoutDone(memory)
  const fresh = input.notices.filter((notice) => isDue(notice, current, input.nowMs))
  if (fresh.length === 0) return decisionOf(current)
  const alerts = fresh.map((notice) => noticeAlert(notice, input.nowMs, policy))
  const keys = new Set(alerts.map(({ key }) => key))
  const own = new Map([...current.outbox].filter(([, { alert }]) => keys.has(alert.key)))
  const { nowMs, holder } = input
  const plan = planMessages({ nowMs, holder, alerts, outbox: own, channels: current.channels }, policy)
  const outbox = new Map([...current.outbox, ...plan.outbox])
  const next = { ...current, sights: withTold(current, fresh, nowMs), outbox, channels: plan.channels }
  return { ...decisionOf(next), messages: plan.messages, due: plan.due }
}

function decisionOf(memory: AlertMemory): AlertDecision {
  return { memory, messages: [], due: [], steps: [], sights: [], held: [], unexplained: [] }
}

/** Key of the alerts that tell such news: `main/SOLUSDT/brackets`. */
function noticeKey({ account, symbol, reason }: Pick<Notice, 'account' | 'symbol' | 'reason'>): string {
  return `${account}/${symbol}/${reason}`
}

function isDue(notice: Notice, memory: AlertMemory, nowMs: number): boolean {
  const told = memory.sights.get(notice.account)?.toldNotices ?? []
  const key = noticeKey(notice)
  if (told.some((one) => one.key === key && one.mark === notice.mark)) return false
  return silencedUntil(notice, memory.silences.values(), nowMs) === null
}

function withTold(memory: AlertMemory, fresh: readonly Notice[], nowMs: number): AlertMemory['sights'] {
  const sights = new Map(memory.sights)
  for (const notice of fresh) {
    const sight = sights.get(notice.account) ?? unseenSight(notice.account, nowMs)
    const key = noticeKey(notice)
    // A time in the future is from before the clock was set back: it counts by how far it is off.
    const others = sight.toldNotices.filter((one) => one.key !== key && Math.abs(nowMs - one.atMs) < REMEMBERED_MS)
    sights.set(notice.account, { ...sight, toldNotices: [...others, { key, mark: notice.mark, atMs: nowMs }] })
  }
  return sights
}

function noticeAlert(notice: Notice, nowMs: number, { namesAccount }: AlertPolicy): DueAlert {
  const { account, symbol, reason, severity, headline, lines, dataAtMs } = notice
  const key = noticeKey(notice)
  return {
    id: `${key}@${nowMs}`,
    key,
    account,
    symbol,
    side: null,
    reason,
    causes: [reason],
    tier: null,
    severity,
    poolKey: null,
    headline: (namesAccount ? `${safeName(account)}: ` : '') + headline,
    lines,
    figures: { distancePct: null, markPrice: null, liquidationPrice: null },
    dueAtMs: nowMs,
    dataAtMs,
  }
}
