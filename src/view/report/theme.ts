/** Colours by role; every text role reads on `page` and on `card` at a contrast of 4.5 and more, every line role at 3. */
export interface Theme {
  readonly page: string
  readonly card: string
  readonly text: string
  readonly muted: string
  readonly rule: string
  readonly line: string
  readonly critical: string
  readonly warning: string
  readonly unknown: string
  readonly calm: string
  /** Fills behind text: the bands of a distance chart, outermost first. */
  readonly bandOuter: string
  readonly bandMiddle: string
  readonly bandInner: string
  readonly hatch: string
}

export const LIGHT: Theme = {
  page: '#f6f5f2',
  card: '#ffffff',
  text: '#1b1d22',
  muted: '#5a606b',
  rule: '#dcdad4',
  line: '#23508e',
  critical: '#b3161f',
  warning: '#8a5200',
  unknown: '#7a2d8f',
  calm: '#1c6b3c',
  bandOuter: '#fdf5df',
  bandMiddle: '#fbe8d3',
  bandInner: '#f9d9d6',
  hatch: '#8b8f98',
}

export const DARK: Theme = {
  page: '#101216',
  card: '#181b21',
  text: '#e8e9ec',
  muted: '#a4abb8',
  rule: '#30353f',
  line: '#7fb0f2',
  critical: '#ff8b86',
  warning: '#f2b84b',
  unknown: '#d9a0ee',
  calm: '#6fcf97',
  bandOuter: '#2b2615',
  bandMiddle: '#352414',
  bandInner: '#3d1b1c',
  hatch: '#757c8a',
}

/** The theme as declarations of custom properties. */
export function themeCss(theme: Theme): string {
  return Object.entries(theme)
    .map(([role, colour]) => `--${role.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${colour}`)
    .join(';')
}
