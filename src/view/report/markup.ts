import { neutralise } from '../../model/plain-text.ts'

/** Text that is markup already; only `html` and `raw` make it. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What may stand in a template: text is escaped, markup is not, lists are joined, `null` is nothing. */
export type Slot = string | number | Markup | null | readonly (Markup | null)[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** The text as it may stand between tags and in quoted attributes; control and bidi characters are written out. */
export function escaped(text: string): string {
  return neutralise(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/** Markup from a template whose slots are escaped: nothing from outside can become a tag. */
export function html(parts: TemplateStringsArray, ...slots: readonly Slot[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + slotText(slots[index - 1] ?? null) + part))
}

/** Markup of our own that needs no escaping, such as a style sheet. */
export function raw(text: string): Markup {
  return new Markup(text)
}

function slotText(slot: Slot): string {
  if (slot === null) return ''
  if (slot instanceof Markup) return slot.text
  if (typeof slot === 'number') return coordinate(slot)
  return typeof slot === 'string' ? escaped(slot) : slot.map(slotText).join('')
}

/** A length for SVG with two decimals at most. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100)
}
