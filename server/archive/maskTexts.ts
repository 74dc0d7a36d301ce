import { foldedText, foldText } from './foldText.ts'

export const maskedText = '•••'

/** Shorter ones would be found inside other words where spaces and marks do not count. */
const minLooseCharacters = 8

export interface Mask {
  /** Replaces every place that reads like one of the masks (`foldText.ts`), overlapping ones together. */
  (text: string): string
  /** Whether the beginning or the end of a mask is in it, so that something between may have kept the whole from being found. */
  isNear(text: string): boolean
}

export function createMask(masks: readonly string[]): Mask {
  const exact = foldedMasks(masks, false)
  const loose = foldedMasks(masks, true).filter(({ length }) => length >= minLooseCharacters)
  const ends = foldedMasks(masks, true).flatMap((mask) => [mask.slice(0, 3), mask.slice(-3)])
  const cover = (text: string): string => {
    const spans = [...spansOf(text, exact, false), ...spansOf(text, loose, true)]
    if (spans.length === 0) return text
    spans.sort((one, other) => one.start - other.start)
    let out = ''
    let end = 0
    for (const span of spans) {
      if (span.start >= end) out += text.slice(end, span.start) + maskedText
      end = Math.max(end, span.end)
    }
    return out + text.slice(end)
  }
  return Object.assign(cover, {
    isNear(text: string): boolean {
      if (ends.length === 0) return false
      const folded = foldedText(text, true)
      return ends.some((part) => folded.includes(part))
    },
  })
}

interface Span {
  start: number
  end: number
}

function spansOf(source: string, masks: string[], isLoose: boolean): Span[] {
  if (masks.length === 0 || source === '') return []
  const folded = foldedText(source, isLoose)
  if (!masks.some((mask) => folded.includes(mask))) return []
  const { text, starts, ends } = foldText(source, isLoose)
  const spans: Span[] = []
  for (const mask of masks)
    for (let at = text.indexOf(mask); at >= 0; at = text.indexOf(mask, at + mask.length))
      spans.push({ start: starts[at] ?? 0, end: ends[at + mask.length - 1] ?? 0 })
  return spans
}

function foldedMasks(masks: readonly string[], isLoose: boolean): string[] {
  return [...new Set(masks.map((mask) => foldedText(mask, isLoose)))].filter((text) => text !== '')
}
