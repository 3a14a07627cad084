// Preloaded into a long-running process: every second one line on descriptor 3 with its time, processor time so far
// (milliseconds, all threads) and resident memory (kilobytes).
const { writeSync } = require('node:fs')

const report = () => {
  const { user, system } = process.cpuUsage()
  const line = { atMs: performance.now(), cpuMs: (user + system) / 1000, rssKb: process.memoryUsage.rss() / 1024 }
  try {
    writeSync(3, `${JSON.stringify(line)}\n`)
  } catch {
    clearInterval(timer)
  }
}
const timer = setInterval(report, 1000)
timer.unref()
process.on('exit', report)
