/** Numbers as the interface shows them: with their unit, and never more digits than are meant. */

/** 312 ms, 2.86 s, 41.2 s, 1 min 04 s, 2 h 05 min. */
export function formatMs(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`
  return `${Math.floor(whole / 3600)} h ${twoDigits(Math.floor((whole % 3600) / 60))} min`
}

/** Decimal units, as files and downloads are sold: 812 B, 98 MB, 1.3 GB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit >= 3 && value < 99.95 ? 1 : 0
  return `${value.toFixed(digits)} ${units[unit]}`
}

/** 1,234,567: whole, grouped. */
export function formatCount(count: number): string {
  return grouped.format(Math.round(count))
}

/** Made once: toLocaleString makes one at every call. */
const grouped = new Intl.NumberFormat('en')

/** A rate with three meant digits: 8.42, 84.2, 842. */
export function formatRate(perSecond: number): string {
  if (perSecond < 9.995) return perSecond.toFixed(2)
  if (perSecond < 99.95) return perSecond.toFixed(1)
  return formatCount(perSecond)
}

/** 0.431 → 43 %. 100 % only when it is all there. */
export function formatPercent(fraction: number): string {
  const percent = fraction >= 1 ? 100 : Math.min(99, Math.round(fraction * 100))
  return `${percent} %`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
