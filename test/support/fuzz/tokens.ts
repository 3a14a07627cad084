/** What may stand in the place of a value, as it would stand in the text. */
export interface Token {
  readonly name: string
  readonly raw: string
}

const inQuotes = (text: string): Token => ({ name: JSON.stringify(text).slice(0, 60), raw: JSON.stringify(text) })
const bare = (raw: string): Token => ({ name: raw.slice(0, 60), raw })

const NUMBERS_IN_QUOTES = [
  '7919.13571113',
  '0.00007919',
  '3',
  '0',
  '-0',
  '-5',
  '+1',
  '1.',
  '.5',
  '007',
  '1e5',
  '1e-5',
  '1E+2',
  '1e400',
  '1e-400',
  '1e99999999999999999999',
  '-1e99999999999999999999',
  '1e-99999999999999999999',
  '9007199254740993',
  '123456789012345678901234567890.123456789',
  '0.12345678901234567891',
  `1${'0'.repeat(60)}`,
  '9'.repeat(20_000),
]

const NO_NUMBERS_IN_QUOTES = [
  '',
  ' ',
  ' 1',
  '1 ',
  '1\n',
  'NaN',
  'Infinity',
  '-Infinity',
  'null',
  'none',
  'true',
  '0x10',
  '0b1',
  '0o7',
  '1_000',
  '1,000',
  '1,5',
  '--1',
  '1e',
  'e5',
  '.',
  '1.2.3',
  '1e5.5',
  '١٢٣',
  '１２',
  '−1',
  '¹',
  '\u0000',
  '\u001b[31m1',
  'constructor',
  '__proto__',
  'a'.repeat(20_000),
]

const BARE = [
  '7919.5',
  '7919',
  '0',
  '-0',
  '-1',
  '1e5',
  '1.5e3',
  '1e400',
  '-1e400',
  '1e-400',
  '9007199254740993',
  '123456789012345678901234567890',
  '0.12345678901234567891',
  'null',
  'true',
  'false',
  '{}',
  '[]',
  '[[]]',
  '["1"]',
  '[1]',
  '{"0":"1"}',
  '{"toString":null,"valueOf":null}',
  '{"_isBigNumber":true,"toFixed":"1"}',
  '{"s":1,"e":0,"d":[1]}',
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":1}}',
  '['.repeat(1000) + ']'.repeat(1000),
]

/** Every kind of value that does not belong there, and some that do. */
export const TOKENS: readonly Token[] = [
  ...NUMBERS_IN_QUOTES.map(inQuotes),
  ...NO_NUMBERS_IN_QUOTES.map(inQuotes),
  ...BARE.map(bare),
]

const PLAIN = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/

/** The exact value of a number as canonical text, sign, digits and a power of ten; `null` for what is no number. */
export function exactNumber(text: string): string | null {
  const [, sign = '', whole = '', after = '', bareFraction = '', power = '0'] = PLAIN.exec(text) ?? []
  if (!PLAIN.test(text)) return null
  const fraction = after || bareFraction
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const kept = digits.replace(/0+$/, '')
  if (kept === '') return '0'
  const exponent = BigInt(power) - BigInt(fraction.length) + BigInt(digits.length - kept.length)
  return `${sign === '-' ? '-' : ''}${kept}e${exponent}`
}

/** What a token says, exactly: `null` for one that says no number. Text in quotes counts, as the venue writes it so. */
export function numberIn(token: Token): string | null {
  if (!token.raw.startsWith('"')) return exactNumber(token.raw)
  const text: unknown = JSON.parse(token.raw)
  return typeof text === 'string' ? exactNumber(text) : null
}
