import { Link, useLocation } from '@tanstack/react-router'
import { RecentSessions } from '../features/sessions/RecentSessions.tsx'
import { Drawer } from '../ui/Drawer.tsx'
import { Icon } from '../ui/Icon.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { joinClasses } from '../ui/joinClasses.ts'
import { setRailCollapsed, setRailSheetOpen, useRail } from '../ui/rail.ts'
import { Tooltip } from '../ui/Tooltip.tsx'
import { isCurrentPage, libraryPages, settingsPage, workPages, type Page } from './pages.ts'

export function Rail() {
  const isCollapsed = useRail((state) => state.isCollapsed)
  return (
    <nav
      aria-label="Pages"
      className={joinClasses(
        'hidden flex-none flex-col gap-0.5 border-r border-line px-2.5 py-3 md:flex',
        isCollapsed ? 'w-[53px]' : 'w-52',
      )}
    >
      <div className={joinClasses('flex items-center pb-2.5', isCollapsed ? 'flex-col gap-2' : 'gap-[9px] pl-2')}>
        <Brand />
        {!isCollapsed && <span className="flex-1 font-semibold tracking-[-0.01em]">AI Playground</span>}
        <IconButton
          label={isCollapsed ? 'Widen the rail' : 'Narrow the rail'}
          onClick={() => setRailCollapsed(!isCollapsed)}
        >
          <Icon name="sidebar" />
        </IconButton>
      </div>
      <RailContent isCollapsed={isCollapsed} />
    </nav>
  )
}

/** The rail on a phone: opened from the top bar, closed by going somewhere. */
export function RailSheet() {
  const isOpen = useRail((state) => state.isSheetOpen)
  return (
    <Drawer isOpen={isOpen} onClose={() => setRailSheetOpen(false)} title="AI Playground" side="left" width="280px">
      <nav aria-label="Pages" className="flex min-h-full flex-col gap-0.5 px-2.5 pb-3">
        <RailContent isCollapsed={false} onGo={() => setRailSheetOpen(false)} />
      </nav>
    </Drawer>
  )
}

function RailContent({ isCollapsed, onGo }: { isCollapsed: boolean; onGo?: () => void }) {
  return (
    <>
      {workPages.map((page) => (
        <RailLink key={page.to} page={page} isCollapsed={isCollapsed} onGo={onGo} />
      ))}
      {isCollapsed ? <hr className="my-2 border-line" /> : <RailHeading>Library</RailHeading>}
      {libraryPages.map((page) => (
        <RailLink key={page.to} page={page} isCollapsed={isCollapsed} onGo={onGo} />
      ))}
      <div className="min-h-0 flex-1 overflow-y-auto">
        {!isCollapsed && <RecentSessions heading={<RailHeading>Recent</RailHeading>} onGo={onGo} />}
      </div>
      <RailLink page={settingsPage} isCollapsed={isCollapsed} onGo={onGo} />
    </>
  )
}

function RailLink({ page, isCollapsed, onGo }: { page: Page; isCollapsed: boolean; onGo?: () => void }) {
  const isCurrent = useLocation({ select: ({ pathname }) => isCurrentPage(page, pathname) })
  const link = (
    <Link
      to={page.to}
      onClick={onGo}
      aria-label={isCollapsed ? page.label : undefined}
      aria-current={isCurrent ? 'page' : undefined}
      className={joinClasses(
        'flex h-8 flex-none cursor-default items-center gap-2.5 rounded-inner px-2 text-control font-medium pointer-coarse:h-11',
        isCurrent ? 'bg-raised text-ink' : 'text-ink-2 hover:bg-raised hover:text-ink',
      )}
    >
      <Icon name={page.icon} />
      {!isCollapsed && page.label}
    </Link>
  )
  return isCollapsed ? <Tooltip text={page.label}>{link}</Tooltip> : link
}

function RailHeading({ children }: { children: string }) {
  return <h2 className="px-2 pt-[18px] pb-2 text-[0.6875rem] leading-none font-medium text-ink-3">{children}</h2>
}

function Brand() {
  return (
    <svg viewBox="0 0 18 18" aria-hidden="true" className="size-[18px] flex-none">
      <rect x="0" y="8" width="4.7" height="10" rx="1" className="fill-pane-1" />
      <rect x="6.65" y="2" width="4.7" height="16" rx="1" className="fill-pane-2" />
      <rect x="13.3" y="11" width="4.7" height="7" rx="1" className="fill-pane-3" />
    </svg>
  )
}
