import { createProgram } from '../program.ts'
import { VERSION } from '../version.ts'
import { manualPage } from './page.ts'

// Run by the build, which puts what this prints beside the program.
process.stdout.write(
  manualPage(
    createProgram(() => undefined),
    VERSION,
  ),
)
