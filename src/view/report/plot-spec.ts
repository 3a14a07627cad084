import { type Decimal, d } from '../../model/decimal.ts'
import type { Pace, Point, Span, UnseenSpan } from '../../model/past.ts'
import { coordinate } from './markup.ts'

/** Width of the drawing in its own units; the page stretches it to whatever room there is. */
export const WIDTH = 1000
/** Above the drawing is a lane for the marks of events, below it the times. */
export const LANE = 16
export const AXIS = 22

/** A line across the drawing that means something. */
export interface PlotLevel {
  readonly value: Decimal
  readonly name: string
}

/** A filled stretch of values, from zero or another level upwards. */
export interface PlotBand {
  readonly fromValue: Decimal
  readonly toValue: Decimal
  readonly kind: 'outer' | 'middle' | 'inner'
}

/** Something that happened: a shape above the drawing with a hairline through it, and its words. */
export interface PlotMark {
  readonly atMs: number
  readonly shape: 'entered' | 'left' | 'ended' | 'other'
  readonly words: string
}

/** A point with a label beside it. */
export interface PlotPin {
  readonly point: Point
  readonly words: string
}

export interface PlotSpec {
  /** Unique in the page. */
  readonly id: string
  readonly title: string
  /** What the drawing shows, in a sentence, for those who do not see it. */
  readonly description: string
  readonly points: readonly Point[]
  readonly span: Span
  readonly pace: Pace
  readonly unseen: readonly UnseenSpan[]
  readonly low: Decimal
  readonly high: Decimal
  readonly height: number
  readonly label: (value: Decimal) => string
  readonly timeZone: string
  /** Round values where absent. */
  readonly levels?: readonly PlotLevel[]
  readonly bands?: readonly PlotBand[]
  readonly marks?: readonly PlotMark[]
  readonly pin?: PlotPin
  /** A line alone, without the area below it. */
  readonly isLine?: boolean
  /** Holds a figure until the next one, as sums do. */
  readonly isStepped?: boolean
}

/** Where moments and values stand. */
export interface Scale {
  /** In units of the drawing. */
  readonly x: (atMs: number) => number
  readonly xPct: (atMs: number) => string
  /** Pixels from the top of the figure. */
  readonly y: (value: Decimal) => number
}

/** The places in a drawing. */
export function scaleOf({ span, low, high, height }: PlotSpec): Scale {
  const lengthMs = Math.max(1, span.toMs - span.fromMs)
  const range = high.minus(low)
  const share = (atMs: number): number => Math.min(1, Math.max(0, (atMs - span.fromMs) / lengthMs))
  return {
    x: (atMs) => share(atMs) * WIDTH,
    xPct: (atMs) => `${coordinate(share(atMs) * 100)}%`,
    y: (value) => {
      const rise = range.isZero() ? d('0.5') : value.minus(low).div(range)
      return LANE + height * (1 - Math.min(1, Math.max(0, rise.toNumber())))
    },
  }
}
