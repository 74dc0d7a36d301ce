export const lifetimes = ['1 day', '30 days', '90 days', 'custom', 'never'] as const

export type LifetimeChoice = (typeof lifetimes)[number]

const secondsPerDay = 86_400
const days = { '1 day': 1, '30 days': 30, '90 days': 90 }
/** The server takes ten years at most. */
const maxSeconds = 3650 * secondsPerDay

/** `day`, for `custom`: YYYY-MM-DD, the last one on which it is good, in this browser's time zone. null = no end. */
export function lifetimeSeconds(choice: LifetimeChoice, day: string, now: Date): number | null {
  if (choice === 'never') return null
  if (choice !== 'custom') return days[choice] * secondsPerDay
  const end = new Date(`${day}T00:00`)
  end.setDate(end.getDate() + 1)
  return Math.floor((end.getTime() - now.getTime()) / 1000)
}

/** Why it cannot be created so; undefined where it can. */
export function lifetimeProblem(choice: LifetimeChoice, day: string, now: Date): string | undefined {
  const seconds = lifetimeSeconds(choice, day, now)
  if (seconds === null) return undefined
  if (Number.isNaN(seconds)) return 'Choose a day.'
  if (seconds < 60) return 'This day is over. Choose a later one.'
  if (seconds > maxSeconds) return 'A token lives for ten years at most. Choose an earlier day.'
  return undefined
}

/** Today, as the date field wants it. */
export function earliestDay(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}
