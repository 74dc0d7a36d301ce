import { hueStyle } from './hueStyle.ts'

/** The colour of a pane: one of eight hues, 0 … 7. */
export function Dot({ hue }: { hue: number }) {
  return <i aria-hidden="true" style={hueStyle(hue)} className="size-2 flex-none rounded-full bg-(--c)" />
}
