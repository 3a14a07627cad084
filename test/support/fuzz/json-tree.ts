/** Marks a text of the tree that stands in the document as it is, without quotes: numbers beyond 2^53, and oddities. */
const RAW = '\u0001raw:'

export type Place = readonly (string | number)[]

/** A JSON document whose numbers keep every digit: they are texts with a mark. */
export function readTree(text: string): unknown {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : JSON.stringify(RAW + token),
  )
  return JSON.parse(marked)
}

/** The document's text. */
export function writeTree(tree: unknown): string {
  return JSON.stringify(tree).replace(/"\\u0001raw:((?:[^"\\]|\\.)*)"/g, (_, raw: string) => JSON.parse(`"${raw}"`))
}

/** What stands in the document as it is. */
export function raw(text: string): string {
  return RAW + text
}

/** The text of a leaf as it stands in the document. */
export function leafText(leaf: unknown): string {
  return typeof leaf === 'string' && leaf.startsWith(RAW) ? leaf.slice(RAW.length) : JSON.stringify(leaf)
}

/** The place of every value, the document itself first. */
export function placesIn(tree: unknown, place: Place = []): readonly Place[] {
  if (typeof tree !== 'object' || tree === null) return [place]
  const keys = Array.isArray(tree) ? [...tree.keys()] : Object.keys(tree)
  return [place, ...keys.flatMap((key) => placesIn(Reflect.get(tree, key), [...place, key]))]
}

/** The value at a place. */
export function valueAt(tree: unknown, place: Place): unknown {
  return place.reduce<unknown>((value, key) => Reflect.get(Object(value), key), tree)
}

/** The tree with another value at a place; `undefined` leaves an object's field out. */
export function replacedAt(tree: unknown, [key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value
  const inner = replacedAt(Reflect.get(Object(tree), key), rest, value)
  if (Array.isArray(tree)) return tree.map((item, index) => (index === key ? inner : item))
  return Object.fromEntries(Object.entries(Object(tree)).map(([name, item]) => [name, name === key ? inner : item]))
}
