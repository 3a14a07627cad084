import { withExactNumbers } from '../exact-json.ts'

export type ParseJson = (text: string) => unknown

/**
 * A parser of replies that keeps every digit of every number (unusual ones become texts), and leaves to the careful one
 * (the library's own, ten times slower) what may be no honest JSON: names of the prototype chain, and whatever the
 * engine's own parser refuses.
 */
export function quickOrCareful(careful: ParseJson): ParseJson {
  return (text) => {
    const exact = withExactNumbers(text)
    if (needsCare(text)) return careful(exact)
    try {
      return JSON.parse(exact)
    } catch {
      return careful(text)
    }
  }
}

function needsCare(text: string): boolean {
  return text.includes('__proto__') || text.includes('constructor') || text.includes('\\u')
}
