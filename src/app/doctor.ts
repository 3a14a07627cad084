import { EXIT, LiqwatchError } from '../errors.ts'
import type { DoctorCheck } from '../model/doctor-check.ts'
import type { KeyPermissions } from '../model/readings.ts'
import type { TierTable } from '../model/tiers.ts'
import type { Clock } from '../ports/clock.ts'
import type { Exchange } from '../ports/exchange.ts'
import type { Streams } from '../ports/streams.ts'
import type { AccountRisk } from '../risk/report.ts'
import type { AccountSource } from './collect.ts'
import { examineStreams } from './doctor-streams.ts'
import { tierNameChecks } from './doctor-tiers.ts'
import { observeAccount } from './observe.ts'
import { hintOf, reasonOf } from './reason.ts'
import { EDIT_KEY_HINT, refusedPower } from './standing.ts'

const CLOCK_WARNING_MS = 1000
const DAY_MS = 86_400_000

/** What the doctor may know of one account's settings. */
export interface DoctorRequest {
  readonly source: AccountSource
  readonly tiers: TierTable
  readonly allowTradingKey: boolean
  readonly streams: Streams
  /** When the examination has to be over, in the time of the source's clock. */
  readonly endsAtMs: number
}

/** Examines one account's way to the exchange: each step is a check, and a failing one does not hide the others. */
export async function examineAccount(request: DoctorRequest): Promise<readonly DoctorCheck[]> {
  const { source } = request
  const clock = await guarded('clock', () => examineClock(source.exchange))
  const [key, account] = await Promise.all([
    guarded('key permissions', async () => [
      permissionCheck(await source.exchange.fetchKeyPermissions(), request.allowTradingKey),
    ]),
    guarded('account', () => examineFigures(request)),
  ])
  return [...clock, ...key, ...account, budgetCheck(source.exchange)]
}

async function guarded(name: string, examine: () => Promise<readonly DoctorCheck[]>): Promise<readonly DoctorCheck[]> {
  try {
    return await examine()
  } catch (error) {
    const isKeyRefused = error instanceof LiqwatchError && error.exitCode === EXIT.keyRefused
    return [{ name, status: 'fail', message: reasonOf(error), hint: hintOf(error), isKeyRefused }]
  }
}

async function examineClock(exchange: Exchange): Promise<readonly DoctorCheck[]> {
  const { offsetMs, roundTripMs } = await exchange.syncClock()
  const network: DoctorCheck = ok('network', `Binance answered in ${Math.round(roundTripMs)} ms`)
  const offset = `this machine's clock is ${Math.abs(Math.round(offsetMs))} ms ${offsetMs < 0 ? 'ahead of' : 'behind'} Binance's`
  if (Math.abs(offsetMs) <= CLOCK_WARNING_MS) return [network, ok('clock', offset)]
  return [
    network,
    {
      name: 'clock',
      status: 'warn',
      message: offset,
      hint: 'switch on time synchronisation (timedatectl set-ntp true)',
    },
  ]
}

/** Judges what the key may do: money is refused, trading needs the account's own permission. */
function permissionCheck(permissions: KeyPermissions | null, allowTradingKey: boolean): DoctorCheck {
  const name = 'key permissions'
  if (permissions === null) {
    return { name, status: 'unknown', message: 'this environment does not tell what the key may do', hint: null }
  }
  const refused = refusedPower(permissions, allowTradingKey)
  if (refused !== null) return { name, status: 'fail', message: `the key ${refused}`, hint: EDIT_KEY_HINT }
  const { canRead, tradeFlags, unknownFlags, ipRestricted } = permissions
  if (!canRead) return { name, status: 'fail', message: 'the key cannot read', hint: 'tick Enable Reading' }
  const powers = [...tradeFlags, ...unknownFlags]
  if (powers.length > 0) {
    const message = `the key can do more than read: ${powers.join(', ')}; liqwatch never does`
    return { name, status: 'warn', message, hint: EDIT_KEY_HINT }
  }
  return ok(name, `the key can only read, ${ipRestricted ? 'restricted to your IP' : 'not restricted to an IP'}`)
}

async function examineFigures({ source, tiers, streams, endsAtMs }: DoctorRequest): Promise<readonly DoctorCheck[]> {
  const { snapshot, risk } = await observeAccount(source, tiers)
  const { value: rules } = await source.reference.symbolRules()
  const held = risk.positions[0]?.position.symbol ?? [...rules.keys()][0]
  return [
    ok('account', `${risk.positions.length} open positions read`),
    ...unreadableChecks(risk),
    bracketCheck(snapshot.bracketsFetchedAtMs, source.clock),
    agreementCheck(risk),
    ...tierNameChecks(tiers, rules.keys()),
    ...(held === undefined ? [] : await examineStreams(streams, held, { clock: source.clock, endsAtMs })),
    ...risk.gaps.map(
      ({ what, why, needed }): DoctorCheck => ({
        name: what,
        status: needed ? 'fail' : 'warn',
        message: why,
        hint: null,
      }),
    ),
  ]
}

function unreadableChecks(risk: AccountRisk): DoctorCheck[] {
  return risk.unreadable.map(({ symbol, why }) => ({ name: symbol, status: 'fail', message: why, hint: null }))
}

function bracketCheck(fetchedAtMs: number | null, clock: Clock): DoctorCheck {
  if (fetchedAtMs === null) return { name: 'brackets', status: 'fail', message: 'could not be read', hint: null }
  const ageHours = Math.max(0, Math.round((clock.nowMs() - fetchedAtMs) / 3_600_000))
  const status = clock.nowMs() - fetchedAtMs > DAY_MS ? 'warn' : 'ok'
  return { name: 'brackets', status, message: `${ageHours} h old`, hint: null }
}

/** Our own liquidation prices against those that Binance shows. */
function agreementCheck(risk: AccountRisk): DoctorCheck {
  const compared = risk.positions.filter(({ drift }) => drift.driftPct !== null)
  const parted = risk.positions.filter(({ drift }) => drift.isWarning)
  if (parted.length === 0) return ok('own prices', `agree with Binance's on ${compared.length} of ${compared.length}`)
  const symbols = parted.map(({ position }) => position.symbol).join(', ')
  return {
    name: 'own prices',
    status: 'warn',
    message: `differ from Binance's by more than 1 % on ${symbols}`,
    hint: 'liqwatch explain drift says what may cause it',
  }
}

function budgetCheck(exchange: Exchange): DoctorCheck {
  const used = exchange.budgets().filter((budget) => budget.used !== null)
  const text = used.map(({ pool, used: weight, limit }) => `${pool} ${weight} of ${limit}`).join(', ')
  return ok('request weight', text === '' ? 'not told yet' : `${text} in this minute`)
}

function ok(name: string, message: string): DoctorCheck {
  return { name, status: 'ok', message, hint: null }
}
