// Preloaded into a long-running process: every second one line on descriptor 3 with its time, processor time so far
// (milliseconds, all threads), resident memory and its peak so far (kilobytes).
const { writeSync } = require('node:fs')

const report = () => {
  const { user, system } = process.cpuUsage()
  const rssKb = process.memoryUsage.rss() / 1024
  const peakKb = process.resourceUsage().maxRSS
  const line = { atMs: performance.now(), cpuMs: (user + system) / 1000, rssKb, peakKb }
  try {
    writeSync(3, `${JSON.stringify(line)}\n`)
  } catch {
    clearInterval(timer)
  }
}
const timer = setInterval(report, 1000)
timer.unref()
process.on('exit', report)
