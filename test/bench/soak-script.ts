import type { AccountSeed } from '../../src/demo/account-seed.ts'
import type { DemoExchange } from '../../src/demo/server.ts'

/** One stop on the way down a ladder of distances. */
interface Rung {
  readonly distancePct: number
  readonly holdSeconds: number
  /** What must be told there, as `reason/tier`. */
  readonly told: readonly string[]
}

/** A way down and back: the way back is told with `recovered` and the innermost tier it came from. */
interface Ladder {
  readonly rungs: readonly Rung[]
  readonly recovered: string
}

const rung = (distancePct: number, told: string, holdSeconds = 40): Rung => ({ distancePct, holdSeconds, told: [told] })

/** Distances and messages by the rules of alerting, written out by hand. */
export const LADDERS: readonly Ladder[] = [
  { rungs: [rung(12, 'entered/15')], recovered: 'recovered/15' },
  { rungs: [rung(12, 'entered/15'), rung(8, 'worsened/10')], recovered: 'recovered/10' },
  { rungs: [rung(12, 'entered/15'), rung(8, 'worsened/10'), rung(3, 'worsened/5')], recovered: 'recovered/5' },
  { rungs: [rung(3, 'entered/5')], recovered: 'recovered/5' },
  { rungs: [rung(8, 'entered/10'), rung(4, 'worsened/5'), rung(2, 'worsened/5')], recovered: 'recovered/5' },
  {
    // Two reminders, five minutes apart.
    rungs: [{ distancePct: 4, holdSeconds: 660, told: ['entered/5', 'reminder/5', 'reminder/5'] }],
    recovered: 'recovered/5',
  },
]

/** Distance between episodes. */
export const SAFE_PCT = 30

/** A mishap of the connection or of the exchange, struck as an episode begins. */
interface Mishap {
  readonly name: string
  readonly strike: (exchange: DemoExchange) => void
  /** When it is lifted; 0 for what heals by itself. */
  readonly lastsSeconds: number
  /** What it makes the account's data say. */
  readonly told: readonly string[]
}

const brief = (name: string, strike: Mishap['strike']): Mishap => ({ name, strike, lastsSeconds: 0, told: [] })

export const MISHAPS: readonly Mishap[] = [
  brief('none', () => undefined),
  brief('market socket cut', ({ faults }) => faults.socket({ route: 'market', kind: 'cut' })),
  brief('user socket cut', ({ faults }) => faults.socket({ route: 'private', kind: 'cut' })),
  brief('24 h close of every socket', ({ faults }) => faults.socket({ kind: 'close', code: 1001 })),
  brief('listen keys expired', ({ venue }) => venue.expireListenKeys()),
  brief('half a frame', ({ faults }) => faults.socket({ route: 'market', kind: 'half-frame' })),
  brief('frames that are no JSON', ({ faults }) => faults.socket({ kind: 'garbage' })),
  brief('503', ({ faults }) => void faults.http({ kind: 'status', status: 503, body: '', times: 4 })),
  brief('429', ({ faults }) => void faults.http(refused(429, '2'))),
  brief('connection reset', ({ faults }) => void faults.http({ kind: 'reset', times: 3 })),
  brief('truncated JSON', ({ faults }) => void faults.http({ kind: 'truncated', times: 2 })),
  brief('a page of HTML', ({ faults }) => void faults.http({ kind: 'html', times: 2 })),
  {
    name: 'silent market stream',
    strike: ({ faults }) => faults.weather({ silent: true }, 'market'),
    lastsSeconds: 50,
    told: [],
  },
  {
    name: 'doubled and swapped account events',
    strike: ({ faults }) => faults.weather({ duplicate: true, outOfOrder: true }, 'private'),
    lastsSeconds: 120,
    told: [],
  },
  {
    name: 'blackout',
    strike: ({ faults }) => {
      faults.http({ kind: 'status', status: 503, body: '' })
      faults.weather({ refuseHandshake: 503 })
      faults.socket({ kind: 'cut' })
    },
    lastsSeconds: 150,
    told: ['blind', 'sighted'],
  },
]

function refused(status: number, retryAfter: string) {
  return {
    kind: 'status',
    status,
    headers: { 'Retry-After': retryAfter },
    body: { code: -1003, msg: '' },
    times: 1,
  } as const
}

/** Isolated positions whose marks the script moves, 30 % from liquidation, and a calm cross pool that is traded in. */
export const SOAK_ACCOUNT: AccountSeed = {
  wallets: { USDT: '60000' },
  positions: [
    { symbol: 'SOLUSDT', quantity: '60', entryPrice: '165', isolatedWallet: '3100', leverage: 3 },
    { symbol: 'DOGEUSDT', quantity: '42000', entryPrice: '0.19', isolatedWallet: '2500', leverage: 3 },
    { symbol: 'XRPUSDT', quantity: '-5000', entryPrice: '2.2', isolatedWallet: '3500', leverage: 3 },
    { symbol: 'LINKUSDT', quantity: '500', entryPrice: '15.8', isolatedWallet: '2500', leverage: 3 },
    { symbol: 'BNBUSDT', quantity: '-8', entryPrice: '1010', isolatedWallet: '2600', leverage: 3 },
    { symbol: 'BTCUSDT', quantity: '0.100', entryPrice: '94000', leverage: 3 },
    { symbol: 'ETHUSDT', quantity: '-2.000', entryPrice: '3400', leverage: 3 },
  ],
}

/** Symbols that the script takes down the ladders, in turn. */
export const MOVED = ['SOLUSDT', 'DOGEUSDT', 'XRPUSDT', 'LINKUSDT', 'BNBUSDT'] as const

/** Symbol that is traded in, so that the user stream has something to tell. */
export const TRADED = 'BTCUSDT'
