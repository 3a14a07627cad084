/** Relative luminance of an opaque colour by WCAG 2.2, from its three channels of 0 to 255. */
export function luminance([red, green, blue]: readonly [number, number, number]): number {
  const linear = (channel: number): number => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/** Contrast ratio by WCAG 2.2, from 1 to 21. */
export function contrast(one: readonly [number, number, number], other: readonly [number, number, number]): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

/** Channels of `#1b1d22`. */
export function channels(hex: string): readonly [number, number, number] {
  const part = (from: number): number => Number.parseInt(hex.slice(from, from + 2), 16)
  return [part(1), part(3), part(5)]
}
