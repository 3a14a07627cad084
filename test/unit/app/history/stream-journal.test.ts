import { beforeEach, expect, it } from 'vitest'
import { StreamJournal, settingsTold } from '../../../../src/app/history/stream-journal.ts'
import { StoreError } from '../../../../src/errors.ts'
import { d } from '../../../../src/model/decimal.ts'
import type { AccountEvent } from '../../../../src/model/events.ts'
import type { StateStore } from '../../../../src/ports/state-store.ts'
import { aState } from '../../../support/a-state.ts'
import { aPosition, aSnapshot, TAKEN_AT_MS } from '../../../support/builders.ts'
import { aPastFill } from '../../../support/past-exchange.ts'

let store: StateStore

beforeEach(async () => {
  store = await aState()
})

const AT = TAKEN_AT_MS
const BEFORE = aSnapshot({ positions: [aPosition({ symbol: 'SOLUSDT', leverage: 10, markPrice: '165.3' })] })
const LEVERAGE: AccountEvent = { kind: 'leverage', atMs: AT, symbol: 'SOLUSDT', leverage: 25 }

function journal() {
  return store.journal.list(AT, { sinceMs: 0, account: null, limit: 100 })
}

function anOrderEvent(isFill: boolean): AccountEvent {
  const change = {
    symbol: 'SOLUSDT',
    side: 'BUY',
    positionSide: 'BOTH',
    clientOrderId: 'c',
    status: 'FILLED',
    isConditional: false,
  } as const
  return { kind: 'order', atMs: AT, order: isFill ? { ...change, fill: aPastFill('77', 0) } : change }
}

it('writes what it heard when it is told to, and not before', () => {
  const heard = new StreamJournal(store)
  heard.hear('main', LEVERAGE, BEFORE)
  heard.hear('main', anOrderEvent(true), BEFORE)
  expect(journal()).toEqual([])
  heard.write(AT)
  heard.write(AT)
  expect(journal().map(({ type, before, after, id }) => [type, before, after ?? id])).toEqual([
    ['fill', null, 'main fill SOLUSDT 77'],
    ['leverage', '10', '25'],
  ])
})

it('keeps what could not be written for the next time', () => {
  let isLocked = true
  const locked: Pick<StateStore, 'journal' | 'sync'> = {
    sync: store.sync,
    journal: {
      ...store.journal,
      list: (...asked) => store.journal.list(...asked),
      append: (...asked) => {
        if (isLocked) throw new StoreError('locked', { fault: 'locked', hint: 'wait' })
        return store.journal.append(...asked)
      },
    },
  }
  const heard = new StreamJournal(locked)
  heard.hear('main', anOrderEvent(true), null)
  heard.hear('main', LEVERAGE, null)
  expect(() => heard.write(AT)).toThrow(StoreError)
  isLocked = false
  heard.write(AT)
  expect(
    journal()
      .map(({ type }) => type)
      .sort(),
  ).toEqual(['fill', 'leverage'])
})

it.each([
  {
    name: 'leverage, with what it was and the mark',
    event: LEVERAGE,
    before: BEFORE,
    settings: [
      {
        type: 'leverage',
        symbol: 'SOLUSDT',
        value: '25',
        before: '10',
        figures: { markLow: '165.3', markHigh: '165.3' },
      },
    ],
  },
  {
    name: 'leverage of a symbol that is not held',
    event: { ...LEVERAGE, symbol: 'BTCUSDT' } satisfies AccountEvent,
    before: BEFORE,
    settings: [{ type: 'leverage', symbol: 'BTCUSDT', value: '25' }],
  },
  {
    name: 'the asset mode',
    event: { kind: 'multi-assets', atMs: AT, isOn: true } satisfies AccountEvent,
    before: BEFORE,
    settings: [{ type: 'multi-assets', symbol: null, value: 'multi-assets', before: 'single-asset' }],
  },
  {
    name: 'the asset mode of an account that was never read',
    event: { kind: 'multi-assets', atMs: AT, isOn: false } satisfies AccountEvent,
    before: null,
    settings: [{ type: 'multi-assets', symbol: null, value: 'single-asset' }],
  },
  {
    name: 'a margin type',
    event: accountEvent('MARGIN_TYPE_CHANGE'),
    before: BEFORE,
    settings: [{ type: 'margin-type', symbol: 'SOLUSDT', value: 'isolated', before: 'crossed' }],
  },
  {
    name: 'a margin type of a position that was not known',
    event: accountEvent('MARGIN_TYPE_CHANGE'),
    before: null,
    settings: [{ type: 'margin-type', symbol: 'SOLUSDT', value: 'isolated' }],
  },
  { name: 'nothing of a trade', event: accountEvent('ORDER'), before: BEFORE, settings: [] },
  { name: 'nothing of an order', event: anOrderEvent(false), before: BEFORE, settings: [] },
])('hears $name', ({ event, before, settings }) => {
  expect(settingsTold(event, before)).toEqual(settings)
})

it('has nothing to write of an order that is not filled', () => {
  const heard = new StreamJournal(store)
  heard.hear('main', anOrderEvent(false), BEFORE)
  heard.hear('main', { kind: 'listen-key-expired', atMs: AT }, BEFORE)
  heard.write(AT)
  expect(journal()).toEqual([])
})

function accountEvent(reason: string): AccountEvent {
  const change = {
    symbol: 'SOLUSDT',
    positionSide: 'BOTH',
    positionAmt: d('1'),
    entryPrice: d('100'),
    marginType: 'ISOLATED',
    isolatedWallet: d('10'),
  } as const
  return { kind: 'account', atMs: AT, reason, balances: [], positions: [change] }
}
