/** The first paint, and what a page fetches for itself, are over by then. */
const msUntilIdle = 2000

/**
 * Fetches the other pages and what the shell opens once nothing else is going on: with the server away they must still
 * open. One that fails is fetched again when it is needed.
 */
export function preloadParts(): () => void {
  const wait = window.setTimeout(() => {
    void Promise.allSettled([
      import('./CommandPalette.tsx'),
      import('./KeysDialog.tsx'),
      import('../ui/DialogPopup.tsx'),
      import('../ui/DrawerPopup.tsx'),
      import('../ui/MenuPopup.tsx'),
      import('../ui/ToastPopups.tsx'),
      import('../ui/TooltipPopup.tsx'),
      import('../features/embed/EmbedPage.tsx'),
      import('../features/endpoints/EndpointsPage.tsx'),
      import('../features/sessions/SessionsPage.tsx'),
      import('../features/settings/SettingsPage.tsx'),
    ])
  }, msUntilIdle)
  return () => window.clearTimeout(wait)
}
