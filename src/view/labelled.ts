import { padTo, type Screen, wrap } from './screen.ts'

const LABEL_COLUMNS = 13

/** `  risk          100.00 of …`: a label, then text that goes on below itself where the screen is narrow. */
export function labelled(label: string, text: string, screen: Screen): readonly string[] {
  return wrap(`  ${padTo(label, LABEL_COLUMNS)} ${text}`, screen, 0, LABEL_COLUMNS + 3)
}

/** A line that calls for attention: its mark says so without colour. */
export function warningLines(text: string, screen: Screen): readonly string[] {
  return wrap(`! ${text}`, screen).map((line) => screen.palette('warning', line))
}

/** What every screen of a calculation ends with. */
export const NOTHING_SENT = 'Nothing was sent. These are calculations, not advice.'
