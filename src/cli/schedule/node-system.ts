import { spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { savePrivateFile } from '../../config/private-file.ts'
import type { Run, RunOutcome, ScheduleSystem } from './system.ts'

/** The real machine: child processes without a shell, files of the user. */
export const nodeSystem: ScheduleSystem = {
  run: runProgram,
  readFile: (path) => readFile(path, 'utf8').catch(missingAsNull),
  writeFile: async (path, text) => savePrivateFile(path, text),
  removeFile: (path) => rm(path, { force: true }),
  pause: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
}

function runProgram(run: Run): Promise<RunOutcome> {
  const [program, ...args] = run.argv
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...run.environment },
      timeout: run.timeoutMs,
      killSignal: 'SIGKILL',
      ...(run.directory === undefined ? {} : { cwd: run.directory }),
    })
    const said = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
    // A program that ends without reading its input is judged by its exit code.
    child.stdin.on('error', () => undefined).end(run.stdin ?? '')
    child.on('error', (error: NodeJS.ErrnoException) => resolve(notStarted(error)))
    child.on('close', (exitCode, signal) => {
      const stderr = exitCode === null ? `${said.stderr}ended by ${signal}` : said.stderr
      resolve({ exitCode, stdout: said.stdout, stderr, isMissing: false })
    })
  })
}

function notStarted(error: NodeJS.ErrnoException): RunOutcome {
  return { exitCode: null, stdout: '', stderr: error.message, isMissing: error.code === 'ENOENT' }
}

function missingAsNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}
