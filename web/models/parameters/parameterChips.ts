import type { Parameters } from '../../../server/contract/parameters.ts'
import { parameterRows } from './parameterRows.ts'
import { parseExtra } from './parseExtra.ts'

export interface ParameterChip {
  name: string
  text: string
}

/** What was set, in few letters: `temp 0.1`, `max 256`, `stop ×2`, `+ min_p`. Nothing set, no chip. */
export function parameterChips(parameters: Parameters): ParameterChip[] {
  const chips: ParameterChip[] = []
  for (const { name, short } of parameterRows) {
    const value = parameters[name]
    if (value !== undefined) chips.push({ name, text: `${short} ${value}` })
  }
  const stops = parameters.stop?.length ?? 0
  if (stops > 0) chips.push({ name: 'stop', text: stops === 1 ? 'stop' : `stop ×${stops}` })
  const extra = parseExtra(parameters.extra ?? '')
  if (extra.type === 'invalid') chips.push({ name: 'extra', text: 'JSON invalid' })
  else chips.push(...Object.keys(extra.value).map((key) => ({ name: `extra.${key}`, text: `+ ${key}` })))
  return chips
}
