/** The user who runs the program; `null` where files have no owners (Windows). */
export function userId(): number | null {
  return process.getuid?.() ?? null
}
