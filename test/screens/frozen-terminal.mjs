// Loaded in front of the program: a terminal of a given width, and a clock that stands still, so that a screen comes out
// the same to the last digit whenever it is taken.
const atMs = Date.UTC(2026, 10, 21, 14, 32, 7)
const WallDate = Date

globalThis.Date = class extends WallDate {
  constructor(...given) {
    super(...(given.length === 0 ? [atMs] : given))
  }

  static now() {
    return atMs
  }
}
performance.now = () => 1000

for (const stream of [process.stdin, process.stdout]) stream.isTTY = true
process.stdout.columns = Number(process.env.SCREEN_COLUMNS)
process.stdout.rows = 60
