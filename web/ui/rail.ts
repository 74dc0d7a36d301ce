import { create } from 'zustand'
import { readSetting, writeSetting } from './browserSetting.ts'

/** The left rail: narrow or wide (remembered in this browser), and the sheet it becomes on a phone. */
export const useRail = create<{ isCollapsed: boolean; isSheetOpen: boolean }>(() => ({
  isCollapsed: readSetting('rail') === 'collapsed',
  isSheetOpen: false,
}))

export function setRailCollapsed(isCollapsed: boolean): void {
  useRail.setState({ isCollapsed })
  writeSetting('rail', isCollapsed ? 'collapsed' : 'wide')
}

export function setRailSheetOpen(isSheetOpen: boolean): void {
  useRail.setState({ isSheetOpen })
}
