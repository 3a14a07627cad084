import { describe, expect, it } from 'vitest'
import { acknowledgedMemory, silencedMemory, standingKeys, unsilencedMemory } from '../../../src/alerts/memory.ts'
import { isQuiet } from '../../../src/alerts/quiet.ts'
import { NO_EVIDENCE, type VanishEvidence } from '../../../src/alerts/vanish.ts'
import { suspectKeys } from '../../../src/alerts/vanished.ts'
import { d } from '../../../src/model/decimal.ts'
import { aJointReading, aMember, aReading } from '../../support/alert-readings.ts'
import { alertWorld, due, inputOf, POLICY, START_MS, titles } from '../../support/alert-world.ts'

const sol = (distance: string) => aReading(distance)
const doge = (distance: string) => aReading(distance, { key: 'main/DOGEUSDT/long', symbol: 'DOGEUSDT' })

describe('one message per evaluation', () => {
  it('groups every due alert, gravest first', () => {
    const world = alertWorld()
    const decision = world.look({ atSeconds: 0, readings: [doge('13.6'), sol('6.32')] })
    const title = 'CRITICAL SOLUSDT long 6.32% from liquidation (10% tier), +1 more'
    expect(titles(decision)).toEqual([`desktop: ${title}`, `phone: ${title}`])
  })

  it('goes only where the tier is routed', () => {
    const decision = alertWorld().look({ atSeconds: 0, readings: [doge('13.6')] })
    expect(titles(decision)).toEqual(['desktop: WARNING DOGEUSDT long 13.60% from liquidation (15% tier)'])
  })

  it('without channels sends nothing and still counts as told', () => {
    const world = alertWorld({ ...POLICY, channels: [] })
    const first = world.look({ atSeconds: 0, readings: [sol('9')] })
    const second = world.look({ atSeconds: 60, readings: [sol('9')] })
    expect([titles(first), due(first), due(second)]).toEqual([[], ['main/SOLUSDT/long entered'], []])
  })

  it('repeated with the same evaluation sends nothing new', () => {
    const world = alertWorld()
    const look = { atSeconds: 0, readings: [sol('9'), doge('14')], problems: [{ what: 'openOrders', why: 'HTTP 503' }] }
    world.look(look)
    expect(titles(world.look(look))).toEqual([])
  })
})

describe('the joint alert', () => {
  const btc = (distance: string) => aMember('BTCUSDT', distance)
  const bodies = (decision: ReturnType<ReturnType<typeof alertWorld>['look']>) =>
    decision.messages.map(({ message }) => message.alerts.map((alert) => alert.key))

  it('speaks for a cross member at the same tier in the same message', () => {
    const decision = alertWorld().look({ atSeconds: 0, readings: [btc('9'), sol('8'), aJointReading('7')] })
    expect(bodies(decision)).toEqual([
      ['main/SOLUSDT/long', 'main/joint'],
      ['main/SOLUSDT/long', 'main/joint'],
    ])
    expect(decision.messages[0]?.alertIds).toHaveLength(3)
  })

  it('not for one at another tier', () => {
    const decision = alertWorld().look({ atSeconds: 0, readings: [btc('14'), aJointReading('7')] })
    expect(bodies(decision)[0]).toEqual(['main/joint', 'main/BTCUSDT/long'])
  })

  it('not for one that is due later', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [btc('12'), aJointReading('7')] })
    expect(bodies(world.look({ atSeconds: 60, readings: [btc('9'), aJointReading('7')] }))[0]).toEqual([
      'main/BTCUSDT/long',
    ])
  })

  it('silenced, it speaks for nobody', () => {
    const world = alertWorld()
    world.change((memory) => silencedMemory(memory, { subject: 'joint', account: null, ...halfAnHour }))
    const decision = world.look({ atSeconds: 0, readings: [btc('9'), aJointReading('7')] })
    expect(bodies(decision)[0]).toEqual(['main/BTCUSDT/long'])
  })

  it('undelivered, it speaks for nobody who is due later', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [btc('16'), aJointReading('7')] }, ['phone'])
    const later = world.look({ atSeconds: 60, readings: [btc('9'), aJointReading('7')] })
    const desktop = later.messages.find(({ channel }) => channel === 'desktop')
    expect(desktop?.message.alerts.map(({ key }) => key)).toEqual(['main/BTCUSDT/long'])
  })

  it('of a hedged book does not speak for a member in grave danger', () => {
    const joint = aJointReading('7', { isHedged: true })
    expect(bodies(alertWorld().look({ atSeconds: 0, readings: [btc('9'), joint] }))[0]).toEqual([
      'main/BTCUSDT/long',
      'main/joint',
    ])
  })
})

const halfAnHour = { setAtMs: START_MS, untilMs: START_MS + 1800_000 }

describe('silence', () => {
  const silence = { subject: 'SOLUSDT', account: null, ...halfAnHour }

  it('holds delivery, says until when, and lets the alert out afterwards', () => {
    const world = alertWorld()
    world.change((memory) => silencedMemory(memory, silence))
    const held = world.look({ atSeconds: 0, readings: [sol('9')] })
    expect([titles(held), held.held.map(({ untilMs }) => untilMs)]).toEqual([[], [silence.untilMs]])
    expect(due(world.look({ atSeconds: 1799, readings: [sol('9')] }))).toEqual([])
    expect(due(world.look({ atSeconds: 1800, readings: [sol('9')] }))).toEqual(['main/SOLUSDT/long entered'])
  })

  it('says nothing afterwards when the danger has passed meanwhile', () => {
    const world = alertWorld()
    world.change((memory) => silencedMemory(memory, silence))
    for (const [atSeconds, distance] of [
      [0, '9'],
      [60, '20'],
      [120, '20'],
    ] as const) {
      world.look({ atSeconds, readings: [sol(distance)] })
    }
    expect(due(world.look({ atSeconds: 1860, readings: [sol('20')] }))).toEqual([])
  })

  it('holds nothing of another symbol or account', () => {
    const world = alertWorld()
    world.change((memory) => silencedMemory(memory, silence))
    world.change((memory) => silencedMemory(memory, { ...silence, subject: 'DOGEUSDT', account: 'hedge' }))
    expect(due(world.look({ atSeconds: 0, readings: [sol('9'), doge('9')] }))).toEqual(['main/DOGEUSDT/long entered'])
  })

  it('ends when it is taken back', () => {
    const world = alertWorld()
    world.change((memory) => silencedMemory(memory, silence))
    world.look({ atSeconds: 0, readings: [sol('9')] })
    world.change((memory) => unsilencedMemory(memory, silence))
    expect(due(world.look({ atSeconds: 60, readings: [sol('9')] }))).toEqual(['main/SOLUSDT/long entered'])
  })

  it('counts as none when the clock was set back before it began', () => {
    const world = alertWorld()
    world.change((memory) => silencedMemory(memory, silence))
    expect(due(world.look({ atSeconds: -3600, readings: [sol('9')] }))).toEqual(['main/SOLUSDT/long entered'])
  })

  it('does not hold back that the position was liquidated', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [sol('9')] })
    world.change((memory) => silencedMemory(memory, silence))
    const evidence = new Map([['main/SOLUSDT/long', evidenceOf('liquidated')]])
    expect(due(world.look({ atSeconds: 60, readings: [], evidence }))).toEqual(['main/SOLUSDT/long liquidated'])
  })
})

describe('acknowledging', () => {
  it('stops the repeats of what stands, until it worsens', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [sol('9'), doge('20')] })
    const keys = standingKeys(world.memory(), { account: null, subject: 'all' })
    world.change((memory) => acknowledgedMemory(memory, keys, START_MS))
    expect(keys).toEqual(['main/SOLUSDT/long'])
    expect(due(world.look({ atSeconds: 3600, readings: [sol('9'), doge('20')] }))).toEqual([])
    expect(due(world.look({ atSeconds: 3660, readings: [sol('4'), doge('20')] }))).toEqual([
      'main/SOLUSDT/long worsened',
    ])
  })

  it('names joint readings and blindness too', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [aJointReading('9')] })
    world.look({ atSeconds: 60, readings: null, problems: [{ what: 'account', why: 'HTTP 503' }] })
    const keys = (subject: string) => standingKeys(world.memory(), { account: 'main', subject })
    expect([keys('joint'), keys('data'), keys('SOLUSDT')]).toEqual([['main/joint'], ['main/data'], []])
  })
})

describe('failed deliveries', () => {
  it('stay due on the failed channel only, with the figures of now', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [sol('9')] }, ['phone'])
    const again = world.look({ atSeconds: 60, readings: [sol('8.5')] })
    expect(titles(again)).toEqual(['phone: CRITICAL SOLUSDT long 8.50% from liquidation (10% tier)'])
    expect(again.messages[0]?.message.body).toContain('delivered late: first due 60 s ago')
    expect(titles(world.look({ atSeconds: 120, readings: [sol('8.5')] }))).toEqual([])
  })

  it('are given up after half an hour when another remote channel took the alert', () => {
    const policy = {
      ...POLICY,
      channels: [...POLICY.channels, { name: 'chat', isRemote: true }],
      routes: { byTier: [{ tier: d('15'), channels: ['phone', 'chat'] }], blind: [] },
      reminders: [],
    }
    const world = alertWorld(policy)
    world.look({ atSeconds: 0, readings: [sol('9')] }, ['chat'])
    expect(due(world.look({ atSeconds: 1799, readings: [sol('9')] }, ['chat']))).toEqual(['main/SOLUSDT/long entered'])
    expect(due(world.look({ atSeconds: 1800, readings: [sol('9')] }))).toEqual([])
  })

  it('stay due beyond that while nobody took it and the danger is there', () => {
    const world = alertWorld({ ...POLICY, reminders: [] })
    world.look({ atSeconds: 0, readings: [sol('9')] }, ['phone'])
    world.look({ atSeconds: 1800, readings: [sol('unknown')] }, ['phone'])
    const late = world.look({ atSeconds: 7200, readings: [sol('9.5')] })
    expect(titles(late)).toContain('phone: CRITICAL SOLUSDT long 9.50% from liquidation (10% tier)')
    expect(due(world.look({ atSeconds: 7260, readings: [sol('9.5')] }))).toEqual([])
  })

  it('are given up after half an hour when what they tell is over', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [sol('9')] })
    for (const atSeconds of [60, 120]) world.look({ atSeconds, readings: [sol('20')] }, ['phone'])
    expect(due(world.look({ atSeconds: 1919, readings: [sol('20')] }, ['phone']))).toEqual([
      'main/SOLUSDT/long recovered',
    ])
    expect(due(world.look({ atSeconds: 1920, readings: [sol('20')] }))).toEqual([])
  })

  it('give way to a newer alert of the same reading, which takes over what they had to tell', () => {
    const world = alertWorld()
    const drift = { status: 'warning', driftPct: d('1.4'), exchangePrice: d('150') } as const
    world.look({ atSeconds: 0, readings: [aReading('20', { drift })] }, ['phone'])
    const worse = world.look({ atSeconds: 60, readings: [aReading('14', { drift })] })
    expect(due(worse)).toEqual(['main/SOLUSDT/long entered+drift'])
    expect(worse.messages.find(({ channel }) => channel === 'phone')?.message.body).toContain(
      'own liquidation price differs from that of Binance by 1.40%',
    )
  })

  it('of a danger that has passed are told as passed', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [sol('9')] }, ['phone'])
    world.look({ atSeconds: 60, readings: [sol('20')] }, ['phone'])
    const passed = world.look({ atSeconds: 120, readings: [sol('20')] })
    expect(due(passed)).toEqual(['main/SOLUSDT/long recovered'])
    expect(passed.messages.map(({ channel }) => channel)).toEqual(['desktop', 'phone'])
  })

  it('of what is done stay as they were told', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [sol('9')] })
    const smaller = (distance: string) => ({ ...sol(distance), quantity: d('20'), updatedAtMs: 6000 })
    const evidence = new Map([['main/SOLUSDT/long', evidenceOf('liquidated')]])
    world.look({ atSeconds: 60, readings: [smaller('9')], evidence }, ['phone'])
    expect(titles(world.look({ atSeconds: 120, readings: [smaller('8.5')] }))).toEqual([
      'phone: CRITICAL SOLUSDT long was partly LIQUIDATED, now 9.00% from liquidation',
    ])
  })

  it('that were never tried, because the process died, go out with the next evaluation', () => {
    const world = alertWorld()
    world.decideOnly({ atSeconds: 0, readings: [sol('9')] })
    const next = world.look({ atSeconds: 60, readings: [sol('9')] })
    expect(next.messages.map(({ channel }) => channel)).toEqual(['desktop', 'phone'])
  })

  it('are left to the process that is sending them', () => {
    const world = alertWorld()
    world.decideOnly({ atSeconds: 0, readings: [sol('9')] })
    const other = world.decideOnly({ atSeconds: 30, readings: [sol('9')], holder: 'another' })
    expect([titles(other), due(other)]).toEqual([[], []])
  })

  it('on a channel that left the config move to the present route', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [sol('9')] }, ['phone', 'desktop'])
    const memory = world.memory()
    const moved = alertWorld({
      ...POLICY,
      channels: [{ name: 'chat', isRemote: true }],
      routes: { byTier: [{ tier: d('5'), channels: ['chat'] }], blind: ['chat'] },
    })
    moved.change(() => memory)
    const decision = moved.look({ atSeconds: 60, readings: [sol('9')] })
    expect(titles(decision)).toEqual(['chat: CRITICAL SOLUSDT long 9.00% from liquidation (10% tier)'])
  })
})

describe('a channel that keeps failing', () => {
  it('is told through the others, once', () => {
    const world = alertWorld()
    const told = [0, 60, 120, 180].map((atSeconds) =>
      titles(world.look({ atSeconds, readings: [sol('9')] }, ['phone'])).filter((title) => !title.startsWith('phone')),
    )
    expect(told).toEqual([
      ['desktop: CRITICAL SOLUSDT long 9.00% from liquidation (10% tier)'],
      [],
      ['desktop: WARNING channel phone keeps failing: alerts do not get through on it'],
      [],
    ])
  })

  it('is told again when that message did not get through', () => {
    const world = alertWorld()
    for (const atSeconds of [0, 60]) world.look({ atSeconds, readings: [sol('9')] }, ['phone'])
    world.look({ atSeconds: 120, readings: [sol('9')] }, ['phone', 'desktop'])
    world.change((memory) => ({
      ...memory,
      channels: new Map([...memory.channels].filter(([name]) => name === 'phone')),
    }))
    const again = world.look({ atSeconds: 180, readings: [sol('9')] }, ['phone'])
    expect(again.messages.map(({ aboutChannels }) => aboutChannels)).toContainEqual(['phone'])
  })

  it('is forgotten as soon as it works', () => {
    const world = alertWorld()
    for (const atSeconds of [0, 60]) world.look({ atSeconds, readings: [sol('9')] }, ['phone'])
    world.look({ atSeconds: 120, readings: [sol('9')] })
    expect(world.memory().channels.size).toBe(0)
  })
})

function evidenceOf(kind: 'liquidated' | 'deleveraged' | 'own'): VanishEvidence {
  const fill = { symbol: 'SOLUSDT', positionSide: 'BOTH', side: 'SELL', quantity: d('60'), kind, atMs: 5000 } as const
  return { ...NO_EVIDENCE, forced: kind === 'own' ? [] : [fill], fills: kind === 'own' ? [fill] : [] }
}

describe('positions that are gone', () => {
  const gone = (distance: string, evidence: VanishEvidence | null) => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [sol(distance)] })
    const known = evidence === null ? new Map() : new Map([['main/SOLUSDT/long', evidence]])
    const decision = world.look({ atSeconds: 60, readings: [], evidence: known })
    return { said: due(decision), kept: world.memory().states.has('main/SOLUSDT/long'), decision }
  }

  it.each([
    { name: 'closed in danger', distance: '9', evidence: evidenceOf('own'), said: ['main/SOLUSDT/long closed'] },
    { name: 'closed out of danger: no news', distance: '40', evidence: evidenceOf('own'), said: [] },
    { name: 'liquidated', distance: '4', evidence: evidenceOf('liquidated'), said: ['main/SOLUSDT/long liquidated'] },
    {
      name: 'auto-deleveraged out of danger',
      distance: '40',
      evidence: evidenceOf('deleveraged'),
      said: ['main/SOLUSDT/long deleveraged'],
    },
  ])('$name', ({ distance, evidence, said }) => {
    expect(gone(distance, evidence)).toMatchObject({ said, kept: false })
  })

  it('without an explanation are UNKNOWN, kept, and blindness in danger', () => {
    const { said, kept, decision } = gone('9', null)
    expect([said, kept]).toEqual([['main/data blind'], true])
    expect(decision.unexplained).toEqual([{ what: 'SOLUSDT long', why: 'missing: nothing confirms that it is closed' }])
  })

  it('have not vanished when the account could not be computed', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [sol('40')] })
    const decision = world.look({ atSeconds: 60, readings: null, problems: [{ what: 'account', why: 'HTTP 503' }] })
    expect([decision.unexplained, world.memory().states.size]).toEqual([[], 1])
  })

  it('are asked for by name, and so are those that got smaller', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [sol('9'), doge('9')] })
    const smaller = { ...doge('12'), quantity: d('59') }
    const { accounts } = inputOf({ atSeconds: 60, readings: [smaller] })
    expect(suspectKeys(world.memory(), accounts)).toEqual(['main/SOLUSDT/long', 'main/DOGEUSDT/long'])
  })

  it('partly taken by the venue are told at once', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [sol('9')] })
    const smaller = { ...sol('16'), quantity: d('20'), updatedAtMs: 6000 }
    const evidence = new Map([['main/SOLUSDT/long', evidenceOf('liquidated')]])
    const decision = world.look({ atSeconds: 60, readings: [smaller], evidence })
    expect(titles(decision)).toContain(
      'phone: CRITICAL SOLUSDT long was partly LIQUIDATED, now 16.00% from liquidation',
    )
  })

  it('take their pool with them', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [aJointReading('40')] })
    world.look({ atSeconds: 60, readings: [] })
    expect(world.memory().states.size).toBe(0)
  })
})

describe('blindness', () => {
  const lost = [{ what: 'account', why: 'HTTP 503 after 3 tries' }]

  it('fires at the first failure with a position in a tier, and sight is told on its return', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [sol('14')] })
    const blind = world.look({ atSeconds: 60, readings: null, problems: lost })
    const back = world.look({ atSeconds: 300, readings: [sol('14')] })
    expect(titles(blind)).toEqual(['desktop: CRITICAL cannot see main', 'phone: CRITICAL cannot see main'])
    expect(blind.messages[0]?.message.body).toBe('account: HTTP 503 after 3 tries')
    expect(titles(back)[1]).toBe('phone: INFO main can be seen again, after 4 min')
  })

  it('that nobody heard of stays due', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [sol('14')] })
    const failing = ['desktop', 'phone']
    world.look({ atSeconds: 60, readings: null, problems: lost }, failing)
    world.look({ atSeconds: 1000, readings: null, problems: lost }, failing)
    const late = world.look({ atSeconds: 1001, readings: null, problems: lost })
    expect(late.messages.map(({ channel }) => channel)).toEqual(['desktop', 'phone'])
  })
})

describe('quiet evaluations', () => {
  it('are those without messages and without steps in or out of danger', () => {
    const world = alertWorld()
    const quiet = [
      [0, '20'],
      [60, '19'],
      [120, '14'],
      [180, '13'],
      [240, '17'],
      [300, '17'],
    ].map(([at, distance]) => {
      const before = world.memory()
      return isQuiet(before, world.look({ atSeconds: Number(at), readings: [sol(String(distance))] }))
    })
    expect(quiet).toEqual([false, true, false, false, true, false])
  })
})
