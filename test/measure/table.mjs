import { relative } from 'node:path'

/** Percent that must be run, by room. */
const BARS = [
  { room: 'src/risk', statements: 100, branches: 95 },
  { room: 'src/alerts', statements: 100, branches: 95 },
  { room: 'whole', statements: 90, branches: 0 },
]

/** Statements and branches that were run, by room and in whole. */
export function table(coverage, root) {
  const rows = [...totals(coverage, root)].map(([room, sums]) => {
    const cells = [percent(sums.statements), percent(sums.branches), String(sums.statements.total)]
    return room.padEnd(16) + cells.map((cell) => cell.padStart(12)).join('')
  })
  return ['room'.padEnd(16) + ['statements', 'branches', 'of'].map((head) => head.padStart(12)).join(''), ...rows].join(
    '\n',
  )
}

/** What falls short of its bar, with the first statements that no test runs. */
export function bars(coverage, root) {
  const sums = totals(coverage, root)
  return BARS.flatMap(({ room, ...wanted }) =>
    Object.entries(wanted).flatMap(([kind, least]) => {
      const found = sums.get(room)?.[kind]
      if (found === undefined || shareOf(found) >= least) return []
      const where = kind === 'statements' ? unrun(coverage, root, room) : []
      return [`${room}: ${percent(found)} of ${kind}, ${least}% wanted`, ...where.map((place) => `  ${place}`)]
    }),
  )
}

function totals(coverage, root) {
  const sums = new Map()
  for (const [path, file] of Object.entries(coverage)) {
    const room = relative(root, path).split('/').slice(0, 2).join('/')
    for (const name of [room.endsWith('.ts') ? 'src' : room, 'whole']) {
      if (!sums.has(name)) sums.set(name, { statements: none(), branches: none() })
      count(sums.get(name).statements, Object.values(file.s))
      count(sums.get(name).branches, Object.values(file.b).flat())
    }
  }
  return new Map(
    [...sums].sort(([one], [other]) => (one === 'whole' ? 1 : other === 'whole' ? -1 : one < other ? -1 : 1)),
  )
}

const none = () => ({ run: 0, total: 0 })

function count(sum, hits) {
  sum.run += hits.filter((hit) => hit > 0).length
  sum.total += hits.length
}

function shareOf({ run, total }) {
  return total === 0 ? 100 : (run * 100) / total
}

/** Cut, not rounded: 99.99 is not 100. */
function percent(sum) {
  return `${(Math.floor(shareOf(sum) * 100) / 100).toFixed(2)}%`
}

const MOST_PLACES = 20

function unrun(coverage, root, room) {
  const places = Object.entries(coverage).flatMap(([path, file]) => {
    const name = relative(root, path)
    if (room !== 'whole' && !name.startsWith(`${room}/`)) return []
    return Object.entries(file.s).flatMap(([id, hits]) =>
      hits > 0 ? [] : [`${name}:${file.statementMap[id].start.line}`],
    )
  })
  return [...new Set(places)].slice(0, MOST_PLACES)
}
