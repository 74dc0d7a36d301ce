import type { useNavigate } from '@tanstack/react-router'
import type { Command } from '../ui/commands.ts'
import { chooseTheme } from '../ui/theme.ts'
import { setRailCollapsed, useRail } from '../ui/rail.ts'
import { setOverlay } from './overlay.ts'
import { libraryPages, settingsPage, workPages } from './pages.ts'

/** What Ctrl/Cmd+K offers on every page. */
export function pageCommands(navigate: ReturnType<typeof useNavigate>): Command[] {
  const pages = [...workPages, ...libraryPages, settingsPage].map((page): Command => ({
    id: `page ${page.to}`,
    label: page.to === '/' ? 'New comparison' : page.to === '/embed' ? 'New embedding' : page.label,
    group: 'Pages',
    icon: page.icon,
    onSelect: () => void navigate({ to: page.to }),
  }))
  return [
    ...pages,
    {
      id: 'page /rerun',
      label: 'Run a session again…',
      hint: 'a file or a share too',
      group: 'Pages',
      icon: 'rerun',
      onSelect: () => void navigate({ to: '/rerun', search: {} }),
    },
    view('light', 'Light theme', () => chooseTheme('light')),
    view('dark', 'Dark theme', () => chooseTheme('dark')),
    view('system', 'Theme of the system', () => chooseTheme('system')),
    view('rail', 'Narrow or widen the rail', () => setRailCollapsed(!useRail.getState().isCollapsed)),
    view('keys', 'Show the keys', () => setOverlay('keys')),
  ]
}

function view(id: string, label: string, onSelect: () => void): Command {
  return { id: `view ${id}`, label, group: 'View', onSelect }
}
