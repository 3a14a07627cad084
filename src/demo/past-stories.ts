const DAY_HOURS = 24

/** One step of a position that is closed by now; prices are shares of the mark at the story's beginning. */
export type Step =
  | {
      readonly act: 'trade' | 'stop' | 'forced'
      readonly hoursAgo: number
      readonly units: number
      readonly at: string
    }
  | { readonly act: 'margin'; readonly hoursAgo: number; readonly amount: string }

/** What became of one position. */
export interface Story {
  readonly symbol: string
  readonly steps: readonly Step[]
}

/** What a trader may look back on: a stopped swing, a good short, an alt that was fed until it was liquidated. */
export const STORIES: readonly Story[] = [
  {
    symbol: 'LINKUSDT',
    steps: [
      { act: 'trade', hoursAgo: 62 * DAY_HOURS, units: 1, at: '1' },
      { act: 'trade', hoursAgo: 61 * DAY_HOURS, units: 1, at: '1.02' },
      { act: 'stop', hoursAgo: 59 * DAY_HOURS, units: -2, at: '0.97' },
    ],
  },
  {
    symbol: 'BNBUSDT',
    steps: [
      { act: 'trade', hoursAgo: 20 * DAY_HOURS, units: -2, at: '1' },
      { act: 'trade', hoursAgo: 19 * DAY_HOURS, units: 1, at: '0.975' },
      { act: 'trade', hoursAgo: 18 * DAY_HOURS + 5, units: 1, at: '0.96' },
    ],
  },
  {
    symbol: 'XRPUSDT',
    steps: [
      { act: 'trade', hoursAgo: 5 * DAY_HOURS, units: 1, at: '1.10' },
      { act: 'trade', hoursAgo: 4 * DAY_HOURS + 12, units: 1, at: '1.06' },
      { act: 'margin', hoursAgo: 4 * DAY_HOURS + 6, amount: '120' },
      { act: 'forced', hoursAgo: 4 * DAY_HOURS, units: -2, at: '1.00' },
    ],
  },
]

/** Money that came in. */
export const TRANSFERS = [
  { hoursAgo: 75 * DAY_HOURS, amount: '6000' },
  { hoursAgo: 4 * DAY_HOURS + 7, amount: '500' },
] as const
