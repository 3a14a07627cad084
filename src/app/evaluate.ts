import { type AlertReport, alertReports } from '../alerts/check-outcome.ts'
import { type AlertDecision, decideAlerts } from '../alerts/decide.ts'
import { type AccountInput, type AlertPolicy, computedAccount, lostAccount } from '../alerts/decision-input.ts'
import type { Remedies } from '../alerts/due-alert.ts'
import type { DeliveryResult } from '../alerts/outbox.ts'
import type { PlannedMessage } from '../alerts/plan.ts'
import type { VanishEvidence } from '../alerts/vanish.ts'
import { suspectKeys } from '../alerts/vanished.ts'
import type { LiqwatchError } from '../errors.ts'
import type { Decimal } from '../model/decimal.ts'
import type { TierTable } from '../model/tiers.ts'
import type { AlertLog } from '../ports/state-store.ts'
import { stakeSource } from '../risk/stake-reading.ts'
import type { AccountSource } from './collect.ts'
import { gatherEvidence } from './evidence.ts'
import type { EvidenceDesk, KnownEvidence } from './evidence-desk.ts'
import { type MarginLook, marginInputOf } from './margin-look.ts'
import type { Observation } from './observe.ts'
import { type RemediableRows, remediesOf } from './remedies.ts'
import type { StreamEvidence } from './stream-evidence.ts'

/** What looking at one account came to. */
export interface AccountLook {
  readonly source: AccountSource
  readonly result: Observation | LiqwatchError
  /** What the user stream told since the last look; `null` without one. */
  readonly streamed: StreamEvidence | null
  /** Its spot-margin accounts; absent or `null` where they are not looked at. */
  readonly margin?: MarginLook | null
}

/** An account that cannot even be asked: its key is not to be had. */
export interface LostAccount {
  readonly account: string
  readonly failure: LiqwatchError
}

/** What looking at all accounts came to, once. */
export interface Looks {
  readonly looks: readonly AccountLook[]
  readonly lost: readonly LostAccount[]
  readonly nowMs: number
}

/** Where decisions are kept and messages go. */
export interface Evaluator {
  readonly log: AlertLog
  readonly policy: AlertPolicy
  readonly tiers: TierTable
  /** Identifies this process as a sender. */
  readonly holder: string
  /** Sends every message, each to its channel; never rejects. */
  readonly deliver: (messages: readonly PlannedMessage[]) => Promise<readonly DeliveryResult[]>
  /** False when another process has taken over: then nothing may be sent. */
  readonly maySend: () => boolean
  /** Deviations from which an hourly rise of open interest is told; absent or `null`, it is not looked at. */
  readonly spikeFrom?: Decimal | null
}

/** What one evaluation decided, and what became of its messages. */
export interface Evaluation {
  readonly nowMs: number
  readonly decision: AlertDecision
  readonly reports: readonly AlertReport[]
  /** What went wrong with the state. */
  readonly faults: readonly string[]
}

/** A decision whose messages are on their way. */
export interface RunningEvaluation {
  readonly decision: AlertDecision
  /** What would bring each position inside a tier back. */
  readonly remedies: Remedies
  readonly sent: Promise<Evaluation>
}

/**
 * Decides on the alerts of all accounts, records them, sends them, and records what became of it: an alert may come
 * twice, never zero times.
 */
export async function evaluate({ looks, lost, nowMs }: Looks, evaluator: Evaluator): Promise<Evaluation> {
  const accounts = inputsOf({ looks, lost }, evaluator.tiers)
  const memory = evaluator.log.load(nowMs)
  const suspects = suspectKeys(memory, accounts)
  const evidence = suspects.length === 0 ? new Map() : await gatherEvidence(suspects, { looks, memory, nowMs })
  return decideAndSend({ looks, accounts, evidence, nowMs }, evaluator).sent
}

/** Like `evaluate`, but waits for nothing: neither evidence nor a hanging channel must keep a watch from looking. */
export function startEvaluation(
  looks: readonly AccountLook[],
  evaluator: Evaluator,
  { nowMs, desk, lost }: Omit<Looks, 'looks'> & { readonly desk: EvidenceDesk },
): RunningEvaluation {
  const accounts = inputsOf({ looks, lost }, evaluator.tiers)
  const memory = evaluator.log.load(nowMs)
  const known = desk.evidenceFor(suspectKeys(memory, accounts), { looks, memory, nowMs })
  const decidable = known.pending.size === 0 ? accounts : accounts.map((account) => withoutPending(account, known))
  return decideAndSend({ looks, accounts: decidable, evidence: known.found, nowMs }, evaluator)
}

/** Positions whose evidence is on its way are neither stepped nor taken for gone. */
function withoutPending(account: AccountInput, { pending }: KnownEvidence): AccountInput {
  const symbols = [...pending].map(parseReadingKey).filter((key) => key.account === account.account)
  return {
    ...account,
    readings: account.readings?.filter(({ key }) => !pending.has(key)) ?? null,
    unreadableSymbols: [...account.unreadableSymbols, ...symbols.map(({ symbol }) => symbol)],
  }
}

function parseReadingKey(key: string): { readonly account: string; readonly symbol: string } {
  const [account = '', symbol = ''] = key.split('/')
  return { account, symbol }
}

interface Decidable {
  readonly looks: readonly AccountLook[]
  readonly accounts: readonly AccountInput[]
  readonly evidence: ReadonlyMap<string, VanishEvidence>
  readonly nowMs: number
}

function decideAndSend({ looks, accounts, evidence, nowMs }: Decidable, evaluator: Evaluator): RunningEvaluation {
  const { log, policy, holder } = evaluator
  const remedies = remediesOf(looks.flatMap(remediable))
  const input = { nowMs, holder, accounts, evidence, remedies }
  const decision = log.decide(nowMs, (current) => decideAlerts(current, input, policy))
  return { decision, remedies, sent: sendDecided(decision, evaluator, nowMs) }
}

function remediable({ result }: AccountLook): readonly RemediableRows[] {
  return 'risk' in result ? [{ rows: result.risk, stakes: () => stakeSource(result.snapshot) }] : []
}

/** Sends the messages of a decision that is saved already, and records what became of them. */
export async function sendDecided(decision: AlertDecision, evaluator: Evaluator, nowMs: number): Promise<Evaluation> {
  const { log, policy, deliver, maySend } = evaluator
  const results = decision.messages.length > 0 && maySend() ? await deliver(decision.messages) : []
  if (results.length > 0) log.settle(nowMs, results)
  return { nowMs, decision, reports: alertReports(decision, results, policy.channels), faults: log.takeFaults() }
}

function inputsOf({ looks, lost }: Pick<Looks, 'looks' | 'lost'>, tiers: TierTable): readonly AccountInput[] {
  return [...looks.map((look) => inputOf(look, tiers)), ...lost.map(unseen)]
}

function unseen({ account, failure }: LostAccount): AccountInput {
  return lostAccount(account, failure.message)
}

function inputOf(look: AccountLook, tiers: TierTable): AccountInput {
  const margin = marginInputOf(look.margin, tiers)
  return { ...futuresInput(look, tiers), ...(margin === undefined ? {} : { margin }) }
}

function futuresInput({ source, result }: AccountLook, tiers: TierTable): AccountInput {
  if (!('risk' in result)) return lostAccount(source.account, result.message)
  const { keyPower } = result.snapshot
  return { ...computedAccount(result.risk, tiers), ...(keyPower === undefined ? {} : { keyPower }) }
}
