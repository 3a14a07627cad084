/** Where numbers stand: one of more than 15 characters, of which a double may keep no more than that, or an exponent. */
const UNUSUAL_NUMBER = /(?:^|[[:,])\s*[-\d](?:[-+.\deE]{15}|[.\d]*[eE])/
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const LONGEST_PLAIN = 15

/**
 * JSON in which every number that a double might not hold is a text, digit by digit; other numbers stay numbers.
 *
 * @throws SyntaxError when it is no JSON
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(withExactNumbers(text))
}

/** The text with such numbers in quotes. */
export function withExactNumbers(text: string): string {
  if (!UNUSUAL_NUMBER.test(text)) return text
  const parts: string[] = []
  for (let at = 0; at < text.length; ) {
    const open = nextOr(text.length, text.indexOf('"', at))
    const end = endOfText(text, open)
    parts.push(text.slice(at, open).replace(NUMBER, inQuotes), text.slice(open, end))
    at = end
  }
  return parts.join('')
}

function inQuotes(number: string): string {
  return number.length > LONGEST_PLAIN || /e/i.test(number) ? `"${number}"` : number
}

/** Behind the quote that closes a text. By hand: a regular expression would look through an endless one again and again. */
function endOfText(text: string, open: number): number {
  let close = open
  do close = nextOr(text.length, text.indexOf('"', close + 1))
  while (close < text.length && isEscaped(text, close))
  return Math.min(text.length, close + 1)
}

function isEscaped(text: string, at: number): boolean {
  let before = at
  while (text[before - 1] === '\\') before -= 1
  return (at - before) % 2 === 1
}

function nextOr(end: number, found: number): number {
  return found === -1 ? end : found
}
