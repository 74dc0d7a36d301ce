import { Component, Suspense, type ReactNode } from 'react'

interface PartBoundaryProps {
  /** Shown while the part is fetched, and instead of it when it cannot be. */
  fallback?: ReactNode
  children: ReactNode
}

/**
 * Around what is fetched when it is first needed. With the server away the fetch fails, and without this the whole page,
 * unsaved text and all, would give way to the error screen because a tooltip did not load.
 */
export class PartBoundary extends Component<PartBoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    const { fallback = null, children } = this.props
    return this.state.hasFailed ? fallback : <Suspense fallback={fallback}>{children}</Suspense>
  }
}
