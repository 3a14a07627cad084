import type { Decimal } from '../model/decimal.ts'
import type { Phrase, PhraseFigure } from '../risk/phrase.ts'
import { duration, fixed, money, percent, price, quantity, times } from './format.ts'
import { minuteText } from './moment.ts'
import { foreign } from './screen.ts'

const MOST_DECIMALS = 4

/** A phrase of the core as text: figures rounded as on every screen, words from the wire neutralised. */
export function phraseText(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === 'string' ? foreign(part) : figureText(part))).join('')
}

function figureText(figure: PhraseFigure): string {
  switch (figure.unit) {
    case 'percent':
      return percentText(figure.value)
    case 'money':
      return money(figure.value)
    case 'times':
      return times(figure.value)
    case 'number':
      return fixed(figure.value, Math.min(MOST_DECIMALS, figure.value.decimalPlaces()))
    case 'quantity':
      return quantity(figure.value, null)
    case 'price':
      return price(figure.value, figure.tickSize)
    case 'time':
      return minuteText(figure.atMs)
    case 'duration':
      return duration(figure.durationMs)
  }
}

/** Small rates would round to nothing with two decimals. */
function percentText(value: Decimal): string {
  const isTiny = !value.isZero() && value.abs().lt('0.1')
  return isTiny ? `${fixed(value, MOST_DECIMALS)}%` : percent(value)
}
