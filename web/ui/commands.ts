import { useEffect } from 'react'
import { create } from 'zustand'
import type { IconName } from './Icon.tsx'

/** Something Ctrl/Cmd+K can do by name. */
export interface Command {
  id: string
  label: string
  /** Heading it stands under: Pages, This comparison, … */
  group: string
  icon?: IconName
  /** A key, a provider: shown at the right, found by search. */
  hint?: string
  onSelect: () => void
}

export const useCommandStore = create<{ sets: Command[][] }>(() => ({ sets: [] }))

/** Adds commands to the palette until the returned function is called. */
function registerCommands(commands: Command[]): () => void {
  useCommandStore.setState(({ sets }) => ({ sets: [...sets, commands] }))
  return () => useCommandStore.setState(({ sets }) => ({ sets: sets.filter((set) => set !== commands) }))
}

/** The same for as long as a component is mounted. Memoise the array. */
export function useCommands(commands: Command[]): void {
  useEffect(() => registerCommands(commands), [commands])
}
