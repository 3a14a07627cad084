export type ParseJson = (text: string) => unknown

/** Where numbers stand: one of more than 15 characters, of which the careful parser makes an object, or an exponent. */
const UNUSUAL_NUMBER = /(?:^|[[:,])\s*[-\d](?:[-+.\deE]{15}|[.\d]*[eE])/

/**
 * A parser of replies that leaves to the engine's own what both understand alike, and to the careful one (json-bigint,
 * ten times slower) what they do not: unusual numbers, names of the prototype chain, and whatever is not JSON.
 */
export function quickOrCareful(careful: ParseJson): ParseJson {
  return (text) => {
    if (needsCare(text)) return careful(text)
    try {
      return JSON.parse(text)
    } catch {
      return careful(text)
    }
  }
}

function needsCare(text: string): boolean {
  return UNUSUAL_NUMBER.test(text) || text.includes('__proto__') || text.includes('constructor') || text.includes('\\u')
}
