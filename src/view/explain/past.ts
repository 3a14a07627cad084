import { plainTopic, type Topic } from './topic.ts'

/** What is recorded over time, and the two ways of looking at it. */
export const PAST_TOPICS: readonly Topic[] = [
  {
    ...plainTopic(
      'word',
      'samples',
      'figures that are recorded over time',
      'liqwatch watch keeps, once a minute, the lowest distance of every position, cross pool and margin account, and the lowest equity, each with its own moment; liqwatch check keeps what it sees when it runs. The funding rate of what is held is kept once an hour, and open interest too where openInterest.alert makes it be read at all.',
      'After a week the lowest of every ten minutes stays, after store.keepDays nothing. The worst moment is never thinned away.',
      'liqwatch history --chart draws them. A column is the lowest figure of its time. ░ is a time at which nobody looked: liqwatch did not run, or was blind. Nothing is drawn across it, since a hole is not calm. An empty place means that the position was not held, or provably had no liquidation price.',
      'What counts as a hole follows from how often it is looked: three times the usual spacing, and 3 minutes at least.',
    ),
    aliases: ['charts', 'history-chart', 'gaps-in-charts'],
    see: ['history', 'report', 'store.keepDays'],
  },
  {
    ...plainTopic(
      'word',
      'report',
      'the past as one page',
      'liqwatch report --html FILE brings the journal up to date (--no-sync leaves that out), then writes equity, distances with their tiers and alerts, funding paid, funding rates, open interest, the journal, and what is not known, as one HTML page. It has its own policy against loading anything: no script, no font, no picture from elsewhere. Charts fit a phone as well as paper, and each has its figures as a table.',
      'The verdict on it is the one of the last look, not of now: liqwatch status asks anew.',
      'The file is readable by you alone, since it tells what you hold: think before you send it on. It replaces a report that stands there, and nothing else unless --force is given.',
    ),
    aliases: ['html'],
    see: ['samples', 'history', 'verdicts'],
  },
  plainTopic(
    'failure',
    'report-not-written',
    'the page could not be written',
    'The folder does not belong to you, the disk is full, or a folder stands where the file should be. Nothing was left behind.',
  ),
]
