import { EXIT, LiqwatchError } from '../errors.ts'
import type { UnreadablePosition } from '../model/position.ts'
import type { KeyPermissions } from '../model/readings.ts'
import type { Gap } from '../model/snapshot.ts'
import type { AccountSource } from './collect.ts'
import { reasonOf } from './reason.ts'

/** What the config decides about an account before its figures are read. */
export interface AccountPolicy {
  /** Only live keys can do harm, and only live accounts tell what a key may do. */
  readonly isLive: boolean
  readonly allowTradingKey: boolean
  readonly coinM: 'report' | 'ignore'
  /** A mark as old as this is missing; never, when absent. */
  readonly staleMs?: number
}

/** Things about the account that change rarely, looked at once a day. */
export interface Standing {
  readonly unreadable: readonly UnreadablePosition[]
  readonly gaps: readonly Gap[]
  /** What the key has come to be able to do since its first use, in words; absent while it is harmless. */
  readonly keyPower?: string
}

export const EDIT_KEY_HINT =
  'on binance.com under Account > API Management > Edit restrictions leave only Enable Reading ticked'

/** What decides no figure must not hold one up. */
const PATIENCE_MS = 4000

/**
 * Looks at what the key may do and whether COIN-M positions exist, at first use and then once a day.
 *
 * @throws LiqwatchError at first use of a key that can move money, or can trade without being allowed to. A key that
 * gains power later is a gap and a `keyPower`: monitoring goes on, and alerting tells it.
 */
export async function readStanding(source: AccountSource): Promise<Standing> {
  const [key, coinM] = await Promise.all([keyStanding(source), coinMStanding(source)])
  return { ...key, unreadable: coinM.unreadable, gaps: [...key.gaps, ...coinM.gaps] }
}

async function keyStanding(source: AccountSource): Promise<Omit<Standing, 'unreadable'>> {
  const { account, reference, policy } = source
  if (!policy.isLive) return { gaps: [] }
  const gap = (why: string): Gap => ({ what: 'key permissions', why, needed: false })
  const permissions = await patiently(reference.keyPermissions()).catch((error: unknown) => gap(reasonOf(error)))
  if ('why' in permissions) return { gaps: [permissions] }
  if (permissions.value === null) return { gaps: [] }
  const power = refusedPower(permissions.value, policy.allowTradingKey)
  await reference.keyApproval(() => {
    if (power !== null) throw keyTooPowerful(account, power)
  })
  if (power === null) return { gaps: [] }
  const keyPower = `the key has gained power: it ${power}; ${EDIT_KEY_HINT}`
  return { gaps: [{ ...gap(keyPower), isNotice: true }], keyPower }
}

/** The answer, if it comes soon; a late one is remembered for the next reading. */
async function patiently<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS)
  })
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** What the key may do that it must not be able to; `null` when it is harmless enough. */
export function refusedPower(permissions: KeyPermissions, allowTradingKey: boolean): string | null {
  const { moneyFlags, tradeFlags } = permissions
  if (moneyFlags.length > 0) return `can move money (${moneyFlags.join(', ')})`
  if (tradeFlags.length > 0 && !allowTradingKey) return `can trade (${tradeFlags.join(', ')})`
  return null
}

function keyTooPowerful(account: string, power: string): LiqwatchError {
  const hint = power.startsWith('can trade')
    ? `${EDIT_KEY_HINT}; or set accounts.${account}.allowTradingKey to true`
    : EDIT_KEY_HINT
  return new LiqwatchError(`the API key of account ${account} ${power}; liqwatch refuses to use it`, {
    code: 'key-too-powerful',
    hint,
    exitCode: EXIT.usage,
  })
}

async function coinMStanding({ reference, policy }: AccountSource): Promise<Standing> {
  if (policy.coinM === 'ignore') return { unreadable: [], gaps: [] }
  try {
    const { value: symbols } = await patiently(reference.coinMSymbols())
    return { unreadable: symbols.map(coinMRow), gaps: [] }
  } catch (error) {
    return { unreadable: [], gaps: [{ what: 'COIN-M positions', why: reasonOf(error), needed: false }] }
  }
}

/** Told as isolated, since it shares no wallet with any USDⓈ-M pool. */
function coinMRow(symbol: string): UnreadablePosition {
  const why = 'COIN-M positions are not computed; set coinM to ignore to leave them out'
  return { symbol, positionSide: null, marginType: 'ISOLATED', marginAsset: null, why, isCoinM: true }
}
