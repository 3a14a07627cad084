import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { eachMapping, TraceMap } from '@jridgewell/trace-mapping'

/**
 * Adds what runs of the built program went through to the coverage of tests that ran in their own process.
 *
 * Runs tell V8's ranges of the bundle. A statement counts as run when the innermost range around its place in the
 * bundle was entered; the bundle's source map tells the place. What the map does not know stays as it was.
 *
 * @param coverage Istanbul's, by absolute path of the source; it is changed
 * @param folder with one profile for each run
 */
export function mergeChildren(coverage, folder) {
  const bundles = new Map()
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    for (const { url, functions } of profileIn(resolve(folder, name))) {
      const path = url.startsWith('file:') ? fileURLToPath(url) : null
      if (path === null || !existsSync(`${path}.map`)) continue
      if (!bundles.has(path)) bundles.set(path, placesOf(path, coverage))
      const countAt = counter(functions.flatMap(({ ranges }) => ranges))
      const places = bundles.get(path)
      for (const place of [...places]) {
        if (countAt(place.offset) === 0) continue
        place.mark()
        places.delete(place)
      }
    }
  }
}

const CONDENSED = 'bundle-'

/** Keeps of each profile only what it says of the bundle: libraries and Node itself are most of it. */
export function condenseChildren(folder) {
  for (const name of readdirSync(folder).filter((one) => !one.startsWith(CONDENSED))) {
    const path = resolve(folder, name)
    const own = profileIn(path).filter(({ url }) => url.startsWith('file:') && existsSync(`${fileURLToPath(url)}.map`))
    // One that is still being written cannot be read: it is looked at again.
    if (own.length === 0) continue
    writeFileSync(resolve(folder, CONDENSED + name), JSON.stringify({ result: own }))
    rmSync(path)
  }
}

/** A run that was killed leaves a profile cut short. */
function profileIn(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).result
  } catch {
    return []
  }
}

/** Every place of the bundle where something begins that coverage counts, with how to count it. */
function placesOf(path, coverage) {
  const marks = marksOf(coverage)
  const map = new TraceMap(readFileSync(`${path}.map`, 'utf8'))
  const lineStarts = startsOfLines(readFileSync(path, 'utf8'))
  const places = new Set()
  eachMapping(map, ({ source, originalLine, originalColumn, generatedLine, generatedColumn }) => {
    if (source === null) return
    const found = marks.get(`${resolve(dirname(path), source)}:${originalLine}:${originalColumn}`) ?? []
    const offset = lineStarts[generatedLine - 1] + generatedColumn
    for (const mark of found) places.add({ offset, mark })
  })
  return places
}

function startsOfLines(code) {
  const starts = [0]
  for (let at = code.indexOf('\n'); at !== -1; at = code.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** What to count when the source is run at a place, by file, line and column. */
function marksOf(coverage) {
  const marks = new Map()
  const add = (file, { start }, mark) => {
    const key = `${file}:${start.line}:${start.column}`
    marks.set(key, [...(marks.get(key) ?? []), mark])
  }
  for (const [path, file] of Object.entries(coverage)) {
    for (const [id, place] of Object.entries(file.statementMap)) add(path, place, () => (file.s[id] += 1))
    for (const [id, { loc }] of Object.entries(file.fnMap)) add(path, loc, () => (file.f[id] += 1))
    for (const [id, { locations }] of Object.entries(file.branchMap)) {
      for (const [index, place] of locations.entries()) {
        // An else that is not written has no place.
        if (place.start.line !== undefined) add(path, place, () => (file.b[id][index] += 1))
      }
    }
  }
  return marks
}

/** How often a place was run: of nested ranges the innermost decides. */
function counter(ranges) {
  const sorted = [...ranges].sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset)
  const [offsets, counts, open] = [[0], [0], []]
  const note = (offset) => {
    offsets.push(offset)
    counts.push(open.at(-1)?.count ?? 0)
  }
  const close = () => note(open.pop().endOffset)
  for (const range of sorted) {
    while (open.length > 0 && open.at(-1).endOffset <= range.startOffset) close()
    open.push(range)
    note(range.startOffset)
  }
  while (open.length > 0) close()
  return (offset) => counts[lastAtMost(offsets, offset)]
}

function lastAtMost(sorted, wanted) {
  let [low, high] = [0, sorted.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (sorted[middle] <= wanted) low = middle
    else high = middle - 1
  }
  return low
}
