import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { captureScreen, SCREENS } from './capture.ts'
import { terminalSvg } from './svg.ts'

/** Where the pictures of the README are. */
const folder = fileURLToPath(new URL('../../.github/screens', import.meta.url))

mkdirSync(folder, { recursive: true })
for (const shot of SCREENS) {
  const svg = terminalSvg(await captureScreen(shot), shot)
  writeFileSync(`${folder}/${shot.name}.svg`, svg)
  process.stdout.write(`.github/screens/${shot.name}.svg  ${svg.length} bytes\n`)
}
