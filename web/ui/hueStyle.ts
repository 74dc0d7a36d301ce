import type { CSSProperties } from 'react'

/** Sets `--c`, the colour of a pane, for everything inside. Hues beyond 7 begin again. */
export function hueStyle(hue: number): CSSProperties {
  const style: Record<string, string> = { '--c': `var(--pane-${(hue % 8) + 1})` }
  return style
}
