/**
 * Fetches what floats once the page is idle: it is not needed for the first paint, but it must open when the server has
 * gone away, and a part of the page that cannot be fetched then would take the whole page with it.
 */
export function preloadFloating(): () => void {
  const wait = window.setTimeout(() => {
    const parts = [
      import('../../ui/ToastPopups.tsx'),
      import('../../ui/MenuPopup.tsx'),
      import('../../ui/PopoverPopup.tsx'),
      import('../../ui/DrawerPopup.tsx'),
      import('../../ui/TooltipPopup.tsx'),
      import('../../models/endpointPicker/EndpointList.tsx'),
      import('../../models/inspector/InspectorDrawer.tsx'),
    ]
    // One that fails is fetched again when it is opened.
    void Promise.allSettled(parts)
  }, msUntilIdle)
  return () => window.clearTimeout(wait)
}

/** The first paint and the first requests are over by then. */
const msUntilIdle = 800
