import type { Path, Scenario } from './scenario.ts'

/** Dollar prices that the books are written for. */
export const TODAY: Readonly<Record<string, number>> = {
  BTC: 94_180.5,
  ETH: 3402.1,
  SOL: 165.3,
  DOGE: 0.1902,
  XRP: 2.214,
  BNB: 1012.4,
  LINK: 15.82,
  '1000PEPE': 0.006124,
  AAPL: 271.35,
  币安人生: 0.14215,
}

/** Dollar prices on the eve of the crash of 10 October 2025; sources differ by a few per cent. */
export const OCTOBER_2025: Readonly<Record<string, number>> = {
  ...TODAY,
  BTC: 117_000,
  ETH: 4300,
  SOL: 220,
  DOGE: 0.24,
  XRP: 2.85,
  BNB: 1210,
  LINK: 21.5,
  '1000PEPE': 0.00935,
}

const CALM: Omit<Scenario, 'name' | 'about'> = {
  account: 'default',
  durationMs: 15 * 60_000,
  opening: TODAY,
  book: 'today',
  prices: {},
  wandering: 0.25,
  funding: {},
  overshoot: [],
  assets: {},
  marketSilence: [],
  blackout: [],
  deleveraging: [],
}

const minutes = (count: number): number => count * 60_000

/** Minutes of the crash: calm, the shock, the slide, the worst ten minutes, recovery, two hours later. */
const crash = (values: readonly number[]): Path =>
  [0, 5, 20, 25, 30, 33, 45, 75, 150].map((minute, index) => [minute, values[index] ?? 1])

/** SOL swings around a distance of 10 % from the default book's liquidation price, never far enough to be believed. */
const swinging: Path = Array.from({ length: 41 }, (_, index) => [
  index * 1.5,
  index === 0 ? 172.06 : index % 2 === 1 ? 171.1 : 173,
])

/** Every script. */
export const SCENARIO_LIST: readonly Scenario[] = [
  { ...CALM, name: 'calm', about: 'an ordinary quarter of an hour' },
  {
    ...CALM,
    name: 'flash-crash',
    about: 'the figures of 10 October 2025: alts halve within half an hour, then half of it comes back',
    durationMs: minutes(100),
    opening: OCTOBER_2025,
    book: 'october',
    wandering: 0.6,
    prices: {
      BTC: crash([117_000, 117_000, 113_400, 110_200, 103_800, 101_500, 108_000, 112_500, 113_500]),
      ETH: crash([4300, 4295, 4120, 3960, 3560, 3440, 3700, 3810, 3850]),
      SOL: crash([220, 219.5, 208, 199, 175, 168, 182, 188, 190]),
      XRP: crash([2.85, 2.845, 2.66, 2.45, 1.75, 1.5, 2.1, 2.28, 2.33]),
      BNB: crash([1210, 1208, 1160, 1120, 1020, 985, 1050, 1070, 1075]),
      DOGE: crash([0.24, 0.2395, 0.222, 0.205, 0.14, 0.12, 0.165, 0.181, 0.184]),
      '*': crash([1, 0.998, 0.93, 0.86, 0.6, 0.5, 0.72, 0.78, 0.8]),
      AAPL: [
        [0, 271.35],
        [33, 266.2],
        [150, 268.4],
      ],
    },
    overshoot: [
      [0, 0],
      [20, -0.002],
      [25, -0.006],
      [30, -0.03],
      [33, -0.05],
      [45, -0.004],
      [75, 0],
    ],
    funding: {
      '*': [
        [0, 0.0001],
        [25, 0.0001],
        [45, -0.0015],
        [150, -0.0004],
      ],
    },
    assets: {
      USDE: [
        [0, 1],
        [51, 1],
        [56, 0.65],
        [75, 0.9],
        [90, 0.998],
      ],
    },
  },
  {
    ...CALM,
    name: 'squeeze',
    about: 'shorts are hunted: everything rises by a quarter in forty minutes and funding turns deeply negative',
    account: 'isolated',
    durationMs: minutes(60),
    prices: {
      '*': [
        [0, 1],
        [10, 1.02],
        [25, 1.1],
        [35, 1.22],
        [40, 1.27],
        [60, 1.19],
      ],
    },
    overshoot: [
      [0, 0],
      [25, 0.004],
      [38, 0.02],
      [60, 0],
    ],
    funding: {
      '*': [
        [0, 0.0001],
        [20, -0.0007],
        [40, -0.003],
        [60, -0.002],
      ],
    },
  },
  {
    ...CALM,
    name: 'funding-spike',
    about: 'prices stand still and funding climbs to its cap, so that liquidation comes to the position',
    durationMs: minutes(24 * 60),
    wandering: 0.05,
    funding: {
      SOL: [
        [0, 0.00021],
        [60, 0.005],
        [180, 0.02],
        [1440, 0.02],
      ],
      '*': [
        [0, 0.0001],
        [180, 0.003],
        [1440, 0.003],
      ],
    },
  },
  {
    ...CALM,
    name: 'hedge-breaks',
    about: 'a hedged book loses its profitable short to auto-deleveraging and the long stands alone',
    account: 'hedge',
    durationMs: minutes(40),
    prices: {
      '*': [
        [0, 1],
        [5, 0.99],
        [15, 0.93],
        [20, 0.86],
        [30, 0.65],
        [40, 0.72],
      ],
    },
    overshoot: [
      [0, 0],
      [20, -0.01],
      [30, -0.03],
      [40, 0],
    ],
    deleveraging: [
      { atSeconds: 18 * 60, symbol: 'ETHUSDT', positionSide: 'SHORT' },
      { atSeconds: 18 * 60, symbol: 'SOLUSDT', positionSide: 'SHORT' },
    ],
  },
  {
    ...CALM,
    name: 'collateral-depeg',
    about: 'a collateral coin leaves its peg: the account is liquidated by its collateral, not by its positions',
    account: 'multi-assets',
    durationMs: minutes(60),
    assets: {
      USDE: [
        [0, 1],
        [5, 0.995],
        [15, 0.93],
        [25, 0.78],
        [32, 0.65],
        [45, 0.88],
        [60, 0.97],
      ],
    },
  },
  {
    ...CALM,
    name: 'flapping',
    about: 'the distance of the worst position swings around 10 %',
    durationMs: minutes(60),
    opening: { ...TODAY, SOL: 172.06 },
    prices: { SOL: swinging },
    wandering: 0.05,
  },
  {
    ...CALM,
    name: 'dead-stream',
    about: 'the market stream falls silent while its socket stays open, and the market slides',
    durationMs: minutes(5),
    prices: {
      SOL: [
        [0, 165.3],
        [0.25, 165.2],
        [1.5, 161.9],
        [5, 160.4],
      ],
    },
    marketSilence: [{ fromSeconds: 15, toSeconds: 75 }],
  },
  {
    ...CALM,
    name: 'blackout',
    about: 'for two minutes nothing answers',
    durationMs: minutes(5),
    blackout: [{ fromSeconds: 30, toSeconds: 150 }],
  },
  {
    ...CALM,
    name: 'margin-call',
    about: 'a slow slide through the call and the liquidation lines of spot margin',
    durationMs: minutes(60),
    prices: {
      '*': [
        [0, 1],
        [10, 0.97],
        [25, 0.9],
        [40, 0.82],
        [60, 0.74],
      ],
    },
  },
]
