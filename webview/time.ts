// Moments as people say them, in the reader's own time zone.
// Must not be used for durations: those are in shared/format.

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

/** "14:02". */
export function clockTime(at: number): string {
  return clock.format(at)
}

/** "today 11:42", "18 Nov", "18 Nov 2025" where the year differs. */
export function dayAndTime(at: number, now: number): string {
  if (new Date(at).toDateString() === new Date(now).toDateString()) return `today ${clockTime(at)}`
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? day.format(at) : dayOfYear.format(at)
}
