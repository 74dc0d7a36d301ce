import { create } from 'zustand'
import { readSetting, writeSetting } from './browserSetting.ts'

export type ThemeChoice = 'system' | 'light' | 'dark'

const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)')

export const useTheme = create<{ choice: ThemeChoice; shown: 'light' | 'dark' }>(() => ({
  choice: storedChoice(),
  shown: 'light',
}))

/** Called once before the first paint; follows the system from then on while nothing else is chosen. */
export function startTheme(): void {
  applyTheme()
  dark?.addEventListener('change', applyTheme)
}

export function chooseTheme(choice: ThemeChoice): void {
  writeSetting('theme', choice)
  useTheme.setState({ choice })
  applyTheme()
}

function applyTheme(): void {
  const { choice } = useTheme.getState()
  const shown = choice === 'system' ? (dark?.matches ? 'dark' : 'light') : choice
  document.documentElement.dataset.theme = shown
  useTheme.setState({ shown })
}

function storedChoice(): ThemeChoice {
  const stored = readSetting('theme')
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}
