const msPerMinute = 60_000
const msPerHour = 3_600_000

/** now, 12 min ago, 3 h ago, yesterday 14:05, 3 Mar, 3 Mar 2025: shorter the longer ago. */
export function formatWhen(when: Date, now: Date): string {
  const ms = now.getTime() - when.getTime()
  if (ms < msPerMinute) return 'now'
  if (ms < msPerHour) return `${Math.floor(ms / msPerMinute)} min ago`
  if (when.toDateString() === now.toDateString()) return `${Math.floor(ms / msPerHour)} h ago`
  const yesterday = new Date(now)
  yesterday.setDate(now.getDate() - 1)
  if (when.toDateString() === yesterday.toDateString())
    return `yesterday ${when.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`
  const year = when.getFullYear() === now.getFullYear() ? undefined : 'numeric'
  return when.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year })
}
