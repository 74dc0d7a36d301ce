import type { Parameters } from '../../../server/contract/parameters.ts'

type NumberParameter = Exclude<keyof Parameters, 'stop' | 'extra'>

/** One field of the form. Ranges are OpenAI's and vLLM's; a provider with a narrower one says so itself. */
export interface ParameterRow {
  name: NumberParameter
  label: string
  /** As a chip in a pane's head. */
  short: string
  min?: number
  max?: number
  step: number
  isInteger: boolean
  note: string
}

export const parameterRows: ParameterRow[] = [
  row('temperature', 'Temperature', 'temp', { min: 0, max: 2, step: 0.1 }, '0 repeats itself, 2 is wild'),
  row('max_tokens', 'Max tokens', 'max', { min: 1, step: 64, isInteger: true }, 'Longest answer'),
  row('top_p', 'Top p', 'top_p', { min: 0, max: 1, step: 0.05 }, 'Only the likeliest tokens that sum up to p'),
  row('top_k', 'Top k', 'top_k', { min: 0, step: 1, isInteger: true }, 'Only the k likeliest tokens'),
  row('seed', 'Seed', 'seed', { step: 1, isInteger: true }, 'The same seed, the same answer, where supported'),
  row('frequency_penalty', 'Frequency penalty', 'freq', { min: -2, max: 2, step: 0.1 }, 'Against repeated words'),
  row('presence_penalty', 'Presence penalty', 'pres', { min: -2, max: 2, step: 0.1 }, 'Towards new subjects'),
]

function row(
  name: NumberParameter,
  label: string,
  short: string,
  range: { min?: number; max?: number; step: number; isInteger?: boolean },
  note: string,
): ParameterRow {
  return { name, label, short, isInteger: false, ...range, note }
}
