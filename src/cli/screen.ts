import { LOCAL_ZONE } from '../view/format.ts'
import { paletteFor } from '../view/palette.ts'
import type { Screen } from '../view/screen.ts'

/** How the given stream shows text: its width, its colours, the zone of its clock. */
export function screenOf(stream: NodeJS.WriteStream, flags: { readonly color?: boolean }): Screen {
  const isTerminal = stream.isTTY === true
  return {
    columns: isTerminal ? (stream.columns ?? 80) : null,
    palette: paletteFor({ env: process.env, isTerminal, isForbidden: flags.color === false }),
    timeZone: LOCAL_ZONE,
  }
}
