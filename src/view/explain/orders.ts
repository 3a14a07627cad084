import { plainTopic, type Topic } from './topic.ts'

/** Findings of `orders` that are no rule of the guidance, and the dates of `calendar`. */
export const ORDER_TOPICS: readonly Topic[] = [
  plainTopic(
    'formula',
    'COVER',
    'how much of a position its stops close before liquidation',
    'Resting stops that close the position, plain and conditional, are added up from the nearest on; one at or beyond the liquidation price counts for nothing. What they leave open would be liquidated. An order that closes the whole position covers 100%, whatever its quantity; in hedge mode only orders of the same slot count.',
  ),
  plainTopic(
    'formula',
    'BEYOND',
    'a stop at or beyond the liquidation price',
    'Liquidation is triggered by the mark before such a stop is reached, so it would never fill. Move it nearer to the mark than the liquidation price, with room for a gap; liqwatch stop suggests where.',
  ),
  plainTopic(
    'formula',
    'LADDER',
    'resting orders that enlarge a position',
    'Averaging down moves liquidation: all resting orders that would add to the position are taken as filled at their own prices, an isolated one with the margin they bring along. LIQ a -> b if filled shows the price before and after, and the percentage is its distance from the present mark. It fails where b stands inside an inner tier and nearer than a.',
  ),
  plainTopic(
    'formula',
    'ORPHAN',
    'a closing order without a position to close',
    'Reduce-only and close-position orders, and in hedge mode orders of an empty slot, that outlived their position. They can do nothing now, and may close the next position sooner than you expect.',
  ),
  plainTopic(
    'formula',
    'calendar',
    'macro events and the exposure they ask you to halve',
    'Statements of the Federal Reserve come with the program, until the date that the screen names; they are at 14:00 US Eastern. CPI and everything else come from files of yours: calendar.files takes JSON and iCalendar. A kind whose dates are not known or have run out is UNKNOWN, never calm.',
    'The window is calendar.windowHours (24) on either side. Inside it effective leverage is held against half of what it was before the window opened, when an earlier run saw it, and what would halve it is shown in money and in quantities. The setting of leverage alone moves nothing in a cross pool.',
  ),
]
